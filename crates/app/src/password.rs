//! Passwords: argon2id, off the async threads and bounded; and the signature that giving one again makes.

use crate::{App, Desk, Outcome, Trouble, accounts::GIVEN};
use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version, password_hash::phc::PasswordHash,
};
use record::{Class, Problem, Refusal};
use uuid::Uuid;

/// Proof that an account's password was given just now. It can only be made by giving it.
#[derive(Debug)]
pub struct Signature {
    account: Uuid,
}

impl Signature {
    pub(crate) const fn account(&self) -> Uuid {
        self.account
    }
}

/// What it costs to hash a new password; one that is kept says itself what it cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordCost {
    /// KiB of memory.
    pub memory: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Default for PasswordCost {
    /// What OWASP asks at least of argon2id with one lane: 19 MiB, two passes.
    fn default() -> Self {
        Self { memory: 19 * 1024, passes: 2 }
    }
}

impl PasswordCost {
    /// As little as argon2id can be asked for: for tests, in which hashing would take half of the time.
    pub const LEAST: Self = Self { memory: 8, passes: 1 };

    fn hasher(self) -> Outcome<Argon2<'static>> {
        let params = Params::new(self.memory, self.passes, 1, None)
            .map_err(|error| Trouble::Broken(error.to_string()))?;
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }
}

/// Shortest password, in characters (OWASP ASVS 5, 6.2.1).
const SHORTEST: usize = 12;
/// Longest password, in characters: more is refused, nothing is cut.
const LONGEST: usize = 200;

impl Desk {
    /// Signs by giving the password again. Wrong attempts count like those at sign-in.
    ///
    /// # Errors
    /// `wrong_password`, `too_many_attempts` for a while, or `password_given`: what an administrator gave proves nothing.
    pub async fn sign(&self, password: &str) -> Outcome<Signature> {
        let (signature, given) = self.prove(password).await?;
        if given {
            return Err(Refusal::new(
                Class::Conflict,
                "password_given",
                "An administrator gave you this password, so it cannot sign for you.",
                "Choose a password of your own under “Your account” first.",
            )
            .into());
        }
        Ok(signature)
    }

    /// Proof that the password was given just now, and whether it is one that an administrator made.
    pub(crate) async fn prove(&self, password: &str) -> Outcome<(Signature, bool)> {
        let wrong = || {
            Refusal::new(Class::Forbidden, "wrong_password", "The password is not right.", "Type it again.")
        };
        let account = self.account.ok_or_else(wrong)?;
        let key = tally(account);
        self.app.throttle(&key, 10).await?;
        let Some(found) = self.app.accounts().account(account).await? else { return Err(wrong().into()) };
        if self.app.matches(found.password, password).await? {
            self.app.accounts().forget(&key).await?;
            return Ok((Signature { account }, found.password_set == GIVEN));
        }
        self.app.accounts().count(&key, 900, self.now).await?;
        Err(wrong().into())
    }
}

impl App {
    /// The PHC string of a password's hash.
    pub(crate) async fn hash(&self, password: &str) -> Outcome<String> {
        let mut salt = [0_u8; 16];
        self.chance().fill(&mut salt);
        let password = password.to_owned();
        let hasher = self.password_cost().hasher()?;
        self.hashed(move || {
            hasher
                .hash_password_with_salt(password.as_bytes(), &salt)
                .map(|hash| hash.to_string())
                .map_err(|error| Trouble::Broken(error.to_string()))
        })
        .await?
    }

    /// Whether a password belongs to a hash. Takes the same time either way.
    pub(crate) async fn matches(&self, hash: String, password: &str) -> Outcome<bool> {
        let password = password.to_owned();
        self.hashed(move || {
            PasswordHash::new(&hash)
                .is_ok_and(|parsed| Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok())
        })
        .await
    }

    async fn hashed<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Outcome<T> {
        let busy = || {
            Refusal::new(
                Class::Unavailable,
                "busy",
                "Too many people are signing in at this moment.",
                "Try again in a few seconds.",
            )
        };
        let waiting =
            tokio::time::timeout(std::time::Duration::from_secs(10), self.hashing().acquire_owned()).await;
        let _permit = waiting.map_err(|_| busy())?.map_err(|_| busy())?;
        tokio::task::spawn_blocking(work).await.map_err(|error| Trouble::Broken(error.to_string()))
    }
}

/// Under what wrong passwords of a signed-in person are counted.
pub(crate) fn tally(account: Uuid) -> String {
    format!("sign/{account}")
}

/// What is wrong with a new password.
pub(crate) fn check_new(password: &str, email: &str) -> Result<(), Refusal> {
    let count = password.chars().count();
    let say = |code, sentence: String| Err(Refusal::invalid(vec![Problem::new("password", code, sentence)]));
    if count < SHORTEST {
        return say(
            "too_short",
            format!("Use at least {SHORTEST} characters; several words are easy to remember."),
        );
    }
    if count > LONGEST {
        return say("too_long", format!("Use at most {LONGEST} characters."));
    }
    let folded = record::fold(password);
    let first = folded.chars().next();
    let name = email.split('@').next().unwrap_or_default();
    if folded.chars().all(|character| Some(character) == first)
        || WORN.iter().any(|worn| folded.contains(worn))
        || name.len() > 3 && folded.contains(name)
    {
        return say(
            "easily_guessed",
            "Choose something that cannot be guessed: not your name, not “password”, not one sign repeated."
                .to_owned(),
        );
    }
    Ok(())
}

/// Beginnings of the passwords that are tried first.
const WORN: [&str; 6] = ["password", "123456789", "qwertyuiop", "plumbline", "letmein", "iloveyou"];
