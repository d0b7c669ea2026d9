//! The table of routes is the only way in, and the guard stands before every line of it.

use crate::acts::house;
use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use std::{collections::BTreeSet, fs, path::Path};
use web::{TABLE, Who};

#[test]
fn no_route_exists_outside_of_the_table() {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = fs::read_to_string(&path).unwrap();
                for mark in [".route(", ".nest(", ".merge(", ".route_service(", ".fallback_service("] {
                    found.extend(text.matches(mark).map(|_| (path.file_name().unwrap().to_owned(), mark)));
                }
            }
        }
    }
    // One for the pages, one for the address of whoever runs the program.
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.iter().all(|(file, _)| file == "routes.rs"), "{found:?}");
}

#[test]
fn every_line_is_there_once_and_says_what_it_is() {
    let lines: BTreeSet<(&str, &str)> = TABLE.iter().map(|route| (route.method, route.path)).collect();
    assert_eq!(lines.len(), TABLE.len());
    for route in TABLE {
        assert!(!route.says.is_empty(), "{}", route.path);
        assert_eq!(route.path.starts_with("/api/"), route.who == Who::Token, "{}", route.path);
        assert_eq!(
            route.method == "GET",
            route.body == 0 || route.who == Who::Token && route.method == "GET",
            "{}",
            route.path
        );
    }
}

#[tokio::test]
async fn nobody_gets_past_the_guard() {
    let house = house().await;
    for route in TABLE {
        let path =
            route.path.replace("{kind}", "unit").replace("{reference}", "UNI-0001").replace(['{', '}'], "");
        for cookie in ["", "plumbline=", "plumbline=0000", "plumbline='; --"] {
            let request = Request::builder()
                .method(route.method)
                .uri(&path)
                .header("host", "aims.test")
                .header("cookie", cookie);
            let answer = crate::client::call(&house.router, request.body(Body::empty()).unwrap()).await;
            match route.who {
                Who::Session => {
                    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{} {path}", route.method);
                    assert!(answer.location().starts_with("/sign-in"), "{path}");
                }
                Who::Token => {
                    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{} {path}", route.method);
                    assert_eq!(answer.headers["www-authenticate"], "Bearer");
                }
                Who::Setup => assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}"),
                Who::Open | Who::Public => {
                    assert!(!answer.status.is_redirection(), "{path} {}", answer.status);
                }
            }
        }
    }
}
