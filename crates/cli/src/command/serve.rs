//! Serving the data directory.

use crate::{
    argument::Serve,
    command::{certificate::Files, sweep},
    data_directory::Place,
    parts::{SystemClock, installation},
    trouble::Failure,
};
use app::App;
use std::{process::ExitCode, sync::Arc, time::Duration};
use tokio::net::TcpListener;

/// How often is looked for imports that stand still because the program that ran them has ended.
const JOBS: Duration = Duration::from_secs(10);

/// Serves until somebody asks the program to stop.
pub async fn run(place: &Place, options: &Serve) -> Result<ExitCode, Failure> {
    let app = installation(place, Arc::new(SystemClock)).await?;
    // Not in the demonstration, whose clock is not that of the files.
    tokio::spawn(sweep::mind(app.clone()));
    listen(app, options, &[]).await
}

/// Serves an installation; `lines` are printed below the address.
pub async fn listen(app: App, options: &Serve, lines: &[String]) -> Result<ExitCode, Failure> {
    let token = if app.is_empty().await? { Some(app.nonce()) } else { None };
    let files = Files::of(options)?;
    let tls = files.as_ref().map(Files::tls).transpose()?;
    let listener = TcpListener::bind((options.address, options.port)).await.map_err(|error| {
        Failure::Usage(format!(
            "cannot listen on {} port {}: {error}; choose another with --address and --port",
            options.address, options.port
        ))
    })?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    say!("{scheme}://{}", listener.local_addr()?);
    if let Some(token) = &token {
        say!("This installation is empty. Open the address and set it up with this token:");
        say!("{token}");
    }
    for line in lines {
        say!("{line}");
    }
    app.resume_jobs().await?;
    let minding = app.clone();
    tokio::spawn(async move { minding.mind_jobs(JOBS).await });
    let pulse = web::Pulse::new(options.log_requests);
    watch(&app, &pulse, options).await?;
    let config = web::Config {
        pulse: pulse.clone(),
        secure: options.https || tls.is_some(),
        setup_token: token,
        trusted_hops: usize::from(options.trust_forwarded),
    };
    if let Some((files, tls)) = files.zip(tls.clone()) {
        tokio::spawn(files.mind(tls));
    }
    let door = web::Door::new(listener, tls).with(room(options));
    web::serve(door, web::router(app, config), pulse, stop()).await?;
    Ok(ExitCode::SUCCESS)
}

/// How many connections there may be: those of a proxy are everybody's.
const fn room(options: &Serve) -> web::Room {
    if options.https || options.trust_forwarded > 0 { web::Room::BEHIND_A_PROXY } else { web::Room::DIRECT }
}

/// Serves health and what is counted on an address of its own, if one is given.
async fn watch(app: &App, pulse: &web::Pulse, options: &Serve) -> Result<(), Failure> {
    let Some(address) = options.metrics else { return Ok(()) };
    let listener = TcpListener::bind(address).await.map_err(|error| {
        Failure::Usage(format!("cannot listen on {address}: {error}; choose another with --metrics"))
    })?;
    let router = web::watched(app.clone(), pulse.clone());
    // It answers until the program has ended, so that it can be seen how it ends; what it counts is the other one's.
    let never = std::future::pending();
    tokio::spawn(web::serve(listener, router, web::Pulse::default(), never));
    Ok(())
}

/// Resolves when the program is asked to stop.
async fn stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
        else {
            let _ = interrupt.await;
            return;
        };
        tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
    }
    #[cfg(not(unix))]
    let _ = interrupt.await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::argument::Arguments;
    use clap::Parser as _;

    #[test]
    fn connections_of_a_proxy_are_not_counted_as_those_of_one_person() {
        let of = |more: &[&str]| room(&Arguments::parse_from([&["plumbline"], more].concat()).serve);
        assert_eq!(of(&[]), web::Room::DIRECT);
        assert_eq!(of(&["--tls-cert", "a", "--tls-key", "b"]), web::Room::DIRECT);
        assert_eq!(of(&["--https"]), web::Room::BEHIND_A_PROXY);
        assert_eq!(of(&["--trust-forwarded", "1"]), web::Room::BEHIND_A_PROXY);
    }
}
