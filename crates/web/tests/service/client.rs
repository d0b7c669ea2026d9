//! A browser without scripts, and a program with a token.

use app::{Role, Scope};
use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use testkit::{PASSWORD, TestApp};
use tower::ServiceExt;

/// The service with one organisation: ola administrates, and whoever is added by [`House::with`].
pub struct House {
    pub test: TestApp,
    pub router: Router,
}

/// A browser: cookies, the last page.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
}

/// An answer that was read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Bytes,
}

impl House {
    /// A service with these people.
    pub async fn with(people: &[(&str, &[Role])]) -> Self {
        let test = TestApp::new().await;
        for (name, roles) in people {
            test.person(name, roles).await;
        }
        let router = web::router(test.app.clone(), web::Config::default());
        Self { test, router }
    }

    /// A browser that has not signed in.
    pub fn browser(&self) -> Browser {
        Browser::of(self.router.clone())
    }

    /// A browser in which somebody has signed in, by the page.
    pub async fn signed_in(&self, name: &str) -> Browser {
        let mut browser = self.browser();
        browser.get("/sign-in").await;
        let email = format!("{name}@test.example");
        let answer = browser.send("/sign-in", "/sign-in", &[("email", &email), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        browser
    }

    /// A program with a token of somebody's.
    pub async fn program(&self, name: &str, scope: Scope) -> Program {
        let desk = self.test.desk_of(name).await;
        let token = desk.make_token("test", scope, 30).await.unwrap();
        Program { router: self.router.clone(), token: token.secret }
    }
}

impl Browser {
    /// A browser before a service.
    pub fn of(router: Router) -> Self {
        Self { router, cookies: BTreeMap::new() }
    }

    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> Answer {
        let request = Request::get(path).header("host", "aims.test").header("accept", "text/html");
        self.run(request.body(Body::empty()).unwrap()).await
    }

    /// Opens the page `from`, fills the form on it in and sends it to `to`, with the token of the page.
    pub async fn send(&mut self, from: &str, to: &str, pairs: &[(&str, &str)]) -> Answer {
        let page = self.get(from).await;
        let token = page.field("_csrf");
        let mut all = vec![("_csrf", token.as_str())];
        all.extend_from_slice(pairs);
        self.post(to, &all).await
    }

    /// Sends a form as it is.
    pub async fn post(&mut self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        self.post_from(path, pairs, &[]).await
    }

    /// Sends a form with further head lines.
    pub async fn post_from(&mut self, path: &str, pairs: &[(&str, &str)], head: &[(&str, &str)]) -> Answer {
        let body: Vec<String> =
            pairs.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        let mut request = Request::post(path)
            .header("host", "aims.test")
            .header("content-type", "application/x-www-form-urlencoded");
        for (name, value) in head {
            request = request.header(*name, *value);
        }
        self.run(request.body(Body::from(body.join("&"))).unwrap()).await
    }

    /// Sends a form with a file.
    pub async fn upload(&mut self, path: &str, pairs: &[(&str, &str)], file: (&str, &str, &[u8])) -> Answer {
        let mut body = Vec::new();
        for (name, value) in pairs {
            body.extend(
                format!("--X\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        let (field, name, bytes) = file;
        body.extend(format!("--X\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: text/html\r\n\r\n").bytes());
        body.extend(bytes);
        body.extend(b"\r\n--X--\r\n");
        let request = Request::post(path)
            .header("host", "aims.test")
            .header("content-type", "multipart/form-data; boundary=X");
        self.run(request.body(Body::from(body)).unwrap()).await
    }

    /// The value of a cookie.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    /// Sends a request with the cookies and keeps those that come back.
    pub async fn run(&mut self, mut request: Request<Body>) -> Answer {
        if !self.cookies.is_empty() {
            let line: Vec<String> =
                self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request.headers_mut().insert(header::COOKIE, line.join("; ").parse().unwrap());
        }
        let answer = call(&self.router, request).await;
        for line in answer.headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (name, rest) = line.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if line.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }
}

/// A program with a token.
#[derive(Clone)]
pub struct Program {
    router: Router,
    token: String,
}

impl Program {
    /// What stands in its head line.
    pub fn authorization(&self) -> String {
        format!("Bearer {}", self.token)
    }

    /// Reads.
    pub async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, &[], None).await
    }

    /// Sends a request with head lines and a body.
    pub async fn call(
        &self,
        method: Method,
        path: &str,
        head: &[(&str, &str)],
        body: Option<Json>,
    ) -> Answer {
        match body {
            Some(body) => {
                let head = [head, &[("content-type", "application/json")]].concat();
                self.raw(method, path, &head, body.to_string().into_bytes()).await
            }
            None => self.raw(method, path, head, Vec::new()).await,
        }
    }

    /// Calls with bytes as they are.
    pub async fn raw(&self, method: Method, path: &str, head: &[(&str, &str)], body: Vec<u8>) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "aims.test")
            .header("authorization", format!("Bearer {}", self.token));
        for (name, value) in head {
            request = request.header(*name, *value);
        }
        call(&self.router, request.body(Body::from(body)).unwrap()).await
    }
}

/// Calls the service.
pub async fn call(router: &Router, request: Request<Body>) -> Answer {
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    Answer { status: parts.status, headers: parts.headers, bytes: to_bytes(body, usize::MAX).await.unwrap() }
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> Json {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    /// Where the answer leads.
    pub fn location(&self) -> String {
        let location = self.headers.get(header::LOCATION);
        location
            .unwrap_or_else(|| panic!("leads nowhere: {} {}", self.status, self.text()))
            .to_str()
            .unwrap()
            .to_owned()
    }

    /// The value of a hidden field of the page; empty when there is none.
    pub fn field(&self, name: &str) -> String {
        let text = self.text();
        let Some(at) = text.find(&format!("name=\"{name}\" value=\"")) else { return String::new() };
        let rest = &text[at + format!("name=\"{name}\" value=\"").len()..];
        rest.split('"').next().unwrap_or_default().to_owned()
    }

    /// The address to which the form with this beginning is sent.
    pub fn action(&self, beginning: &str) -> String {
        let text = self.text();
        let mark = format!("action=\"{beginning}");
        let at = text.find(&mark).unwrap_or_else(|| panic!("no form to {beginning}: {text}"));
        let rest = &text[at + "action=\"".len()..];
        rest.split('"').next().unwrap_or_default().replace("&amp;", "&")
    }
}

/// A value as a form sends it.
pub fn encode(text: &str) -> String {
    text.bytes()
        .map(
            |byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            },
        )
        .collect()
}
