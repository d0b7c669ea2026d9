//! Signing in from the terminal: a command that acts for a person acts with her roles, and is recorded as hers.

use crate::trouble::Failure;
use app::{App, Desk, Trace, Via};
use std::io::{self, BufRead, IsTerminal, Write};

/// Where a script puts the password, so that no list of processes shows it.
const VARIABLE: &str = "PLUMBLINE_PASSWORD";

/// A person at work in the terminal, until she leaves.
pub struct Seat {
    /// Her desk.
    pub desk: Desk,
    secret: String,
}

impl Seat {
    /// Signs in with the password from the environment, or from one line of standard input.
    pub async fn take(app: &App, address: &str, command: &str) -> Result<Self, Failure> {
        Self::with(app, address, &password(address)?, command).await
    }

    /// Signs in with a password.
    pub async fn with(app: &App, address: &str, password: &str, command: &str) -> Result<Self, Failure> {
        let trace = Trace { address: "terminal".to_owned(), agent: format!("plumbline {command}") };
        let secret = app.sign_in(address, password, &trace).await?.secret;
        let Some((desk, session)) = app.desk_of_session(&secret).await? else {
            return Err(Failure::Usage("the session ended before it began".to_owned()));
        };
        let person = desk.actor().person;
        let desk = app.desk(session.organisation, person, Some(session.account), Via::Cli).await?;
        Ok(Self { desk, secret })
    }

    /// Ends the session.
    pub async fn leave(self) -> Result<(), Failure> {
        Ok(self.desk.app().sign_out(&self.secret).await?)
    }
}

/// The password for this address.
fn password(address: &str) -> Result<String, Failure> {
    if let Ok(password) = std::env::var(VARIABLE) {
        return Ok(password);
    }
    if io::stdin().is_terminal() {
        let mut out = io::stderr();
        write!(out, "Password of {address} (it shows while you type): ")?;
        out.flush()?;
    }
    one_line(&mut io::stdin().lock())
}

/// One line without its end. Spaces belong to the password.
fn one_line(input: &mut impl BufRead) -> Result<String, Failure> {
    let mut line = String::new();
    if input.read_line(&mut line)? == 0 {
        return Err(Failure::Usage(format!(
            "no password: set {VARIABLE}, or give it as a line of standard input"
        )));
    }
    let line = line.strip_suffix('\n').unwrap_or(&line);
    Ok(line.strip_suffix('\r').unwrap_or(line).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_seat_is_hers_by_the_command_line_and_leaves_no_session() {
        let house = testkit::TestApp::new().await;
        let ola = "ola@test.example";
        let seat = Seat::with(&house.app, ola, testkit::PASSWORD, "user").await.unwrap();
        assert_eq!(seat.desk.actor().person, house.administrator);
        assert_eq!(seat.desk.actor().via, Via::Cli);
        let sessions = seat.desk.sessions().await.unwrap();
        assert_eq!((sessions.len(), sessions[0].agent.as_str()), (1, "plumbline user"));
        seat.leave().await.unwrap();
        let again = Seat::with(&house.app, ola, testkit::PASSWORD, "user").await.unwrap();
        assert_eq!(again.desk.sessions().await.unwrap().len(), 1);
        assert!(Seat::with(&house.app, ola, "wrong", "user").await.is_err());
    }

    #[test]
    fn only_the_end_of_the_line_is_taken_off() {
        for (typed, password) in [("a b \r\nnext", "a b "), ("secret", "secret"), ("\n", "")] {
            assert_eq!(one_line(&mut typed.as_bytes()).unwrap(), password);
        }
        assert!(
            matches!(one_line(&mut "".as_bytes()), Err(Failure::Usage(sentence)) if sentence.contains(VARIABLE))
        );
    }
}
