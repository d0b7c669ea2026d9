//! Accounts from the terminal, in the name of an administrator.

use crate::{
    argument::{User, UserVerb},
    command::sign_in::Seat,
    data_directory::Place,
    parts::{SystemClock, installation},
    trouble::Failure,
};
use app::{At, Desk};
use record::Refusal;
use std::{fmt::Write as _, process::ExitCode, sync::Arc};

/// Lists, makes, locks or unlocks accounts.
pub async fn run(place: &Place, options: &User) -> Result<ExitCode, Failure> {
    let Some(account) = &options.account else {
        return Err(Failure::Usage(
            "in whose name? give the address of an administrator with --as".to_owned(),
        ));
    };
    let app = installation(place, Arc::new(SystemClock)).await?;
    let seat = Seat::take(&app, account, "user").await?;
    let done = act(&seat.desk, options.verb.as_ref().unwrap_or(&UserVerb::List)).await;
    seat.leave().await?;
    say_text!("{}", done?);
    Ok(ExitCode::SUCCESS)
}

/// Does it, and says what was done.
async fn act(desk: &Desk, verb: &UserVerb) -> Result<String, Failure> {
    match verb {
        UserVerb::List => list(desk).await,
        UserVerb::Add { person, address } => add(desk, person, address).await,
        UserVerb::ResetPassword { address } => reset(desk, address).await,
        UserVerb::Lock { address } => lock(desk, address, true).await,
        UserVerb::Unlock { address } => lock(desk, address, false).await,
    }
}

async fn list(desk: &Desk) -> Result<String, Failure> {
    let seats = desk.seats().await?;
    let people: Vec<_> = seats.iter().map(|seat| seat.person).collect();
    let called = desk.names(&people, At::Now).await?;
    let mut text = String::new();
    for seat in &seats {
        let named = called.get(&seat.person);
        let reference = named.map_or("", |named| named.reference.as_str());
        let title = named.map_or("", |named| named.title.as_str());
        let locked = if seat.locked { "\tlocked" } else { "" };
        let _ = writeln!(text, "{}\t{reference}\t{title}{locked}", seat.email);
    }
    Ok(text)
}

async fn add(desk: &Desk, person: &str, address: &str) -> Result<String, Failure> {
    desk.check_accounts()?;
    let person = desk.find_reference(person).await?;
    let password = desk.invite(person, address).await?;
    Ok(format!(
        "{address}\t{password}\nThe password is shown this once; it is to be changed after the first sign-in.\n"
    ))
}

async fn reset(desk: &Desk, address: &str) -> Result<String, Failure> {
    let folded = record::fold(address.trim());
    let seats = desk.seats().await?;
    let seat = seats.iter().find(|seat| seat.email == folded).ok_or_else(Refusal::not_found)?;
    let password = desk.reset_password(seat.account).await?;
    Ok(format!(
        "{folded}\t{password}\nThe password is shown this once. Sessions and tokens of the account have ended; nothing can be signed\nwith it until the password was changed.\n"
    ))
}

async fn lock(desk: &Desk, address: &str, locked: bool) -> Result<String, Failure> {
    let folded = record::fold(address.trim());
    let seats = desk.seats().await?;
    let seat = seats.iter().find(|seat| seat.email == folded).ok_or_else(Refusal::not_found)?;
    desk.lock_account(seat.account, locked).await?;
    let sentence = if locked { "is locked, and its sessions are ended" } else { "can sign in again" };
    Ok(format!("{folded} {sentence}.\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::{Role, Trouble};
    use record::{Body, Value};
    use testkit::{PASSWORD, TestApp};

    fn code(failure: &Failure) -> &'static str {
        match failure {
            Failure::App(Trouble::Refused(refusal)) => refusal.code,
            other => panic!("a failure, not a refusal: {other:?}"),
        }
    }

    #[tokio::test]
    async fn an_account_that_is_made_can_sign_in_until_it_is_locked() {
        let house = TestApp::new().await;
        let ola = house.desk_of("ola").await;
        let body = Body::new().with("name", Value::Text("Mei Tanaka".to_owned()));
        let person = ola.create("person", body, None).await.unwrap();
        let reference = ola.look(person.record, At::Now).await.unwrap().record.reference.clone();
        let address = "Mei@Test.example".to_owned();
        let said =
            act(&ola, &UserVerb::Add { person: reference.clone(), address: address.clone() }).await.unwrap();
        let password = said.split(['\t', '\n']).nth(1).unwrap();
        Seat::with(&house.app, &address, password, "user").await.unwrap();
        let listed = act(&ola, &UserVerb::List).await.unwrap();
        assert!(listed.contains(&format!("mei@test.example\t{reference}\tMei Tanaka\n")), "{listed}");
        act(&ola, &UserVerb::Lock { address: address.clone() }).await.unwrap();
        assert!(Seat::with(&house.app, &address, password, "user").await.is_err());
        assert!(act(&ola, &UserVerb::List).await.unwrap().contains("Mei Tanaka\tlocked\n"));
        act(&ola, &UserVerb::Unlock { address: address.clone() }).await.unwrap();
        Seat::with(&house.app, &address, password, "user").await.unwrap();
        let taken = act(&ola, &UserVerb::Add { person: reference, address }).await.unwrap_err();
        assert_eq!(code(&taken), "invalid");
    }

    #[tokio::test]
    async fn a_reset_password_is_printed_once_and_the_old_one_is_worth_nothing() {
        let house = TestApp::new().await;
        house.person("ana", &[Role::AiManager]).await;
        let ola = house.desk_of("ola").await;
        let address = "Ana@test.example".to_owned();
        let said = act(&ola, &UserVerb::ResetPassword { address: address.clone() }).await.unwrap();
        let password = said.split(['\t', '\n']).nth(1).unwrap();
        assert!(Seat::with(&house.app, &address, PASSWORD, "user").await.is_err());
        let seat = Seat::with(&house.app, &address, password, "user").await.unwrap();
        let refused = act(&seat.desk, &UserVerb::ResetPassword { address }).await.unwrap_err();
        assert_eq!(code(&refused), "accounts_need_administrator");
        let own = UserVerb::ResetPassword { address: "ola@test.example".to_owned() };
        assert_eq!(code(&act(&ola, &own).await.unwrap_err()), "own_password");
    }

    #[tokio::test]
    async fn only_an_administrator_sees_or_changes_accounts_and_nobody_locks_herself_out() {
        let house = TestApp::new().await;
        house.person("ana", &[Role::AiManager]).await;
        let ana = Seat::with(&house.app, "ana@test.example", PASSWORD, "user").await.unwrap().desk;
        let address = "ola@test.example".to_owned();
        let add = UserVerb::Add { person: "PER-0001".to_owned(), address: "x@test.example".to_owned() };
        for verb in [UserVerb::List, add, UserVerb::Lock { address: address.clone() }] {
            let refused = act(&ana, &verb).await.unwrap_err();
            assert_eq!(code(&refused), "accounts_need_administrator", "{verb:?}");
        }
        let ola = Seat::with(&house.app, &address, PASSWORD, "user").await.unwrap().desk;
        assert_eq!(code(&act(&ola, &UserVerb::Lock { address }).await.unwrap_err()), "own_account");
        let nobody = UserVerb::Lock { address: "nobody@test.example".to_owned() };
        assert_eq!(code(&act(&ola, &nobody).await.unwrap_err()), "not_found");
    }
}
