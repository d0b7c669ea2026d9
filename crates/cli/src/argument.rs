//! The command line.

use clap::{Args, Parser, Subcommand};
use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

/// An AI management system under ISO/IEC 42001: one program, one data directory.
#[derive(Debug, Parser)]
#[command(name = "plumbline", version, about)]
pub struct Arguments {
    /// What to do; without it, the program serves the data directory.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Where data lie; made when it does not exist.
    #[arg(long, global = true, env = "PLUMBLINE_DATA", hide_env_values = true, default_value = "data")]
    pub data: PathBuf,
    /// Address of a PostgreSQL database that holds records, ledger and accounts instead of files in the data directory, such
    /// as `postgres://user:password@host/name`. Signing keys stay in the data directory, and evidence unless a bucket holds
    /// it. Several programs may serve one database if they share the directory.
    #[arg(long, global = true, env = "PLUMBLINE_DATABASE", hide_env_values = true, value_name = "ADDRESS")]
    pub database: Option<String>,
    /// Where evidence lies.
    #[command(flatten)]
    pub bucket: Bucket,
    /// Options of serving.
    #[command(flatten)]
    pub serve: Serve,
}

/// A bucket for evidence.
#[derive(Clone, Debug, Default, Args)]
pub struct Bucket {
    /// Address of a bucket of an S3-compatible store that holds evidence instead of the data directory, such as
    /// `https://s3.example/bucket/folder`. Several programs may share it.
    #[arg(long, global = true, env = "PLUMBLINE_EVIDENCE", hide_env_values = true, value_name = "ADDRESS")]
    pub evidence: Option<String>,
    /// Region that requests to the bucket are signed for.
    #[arg(
        long,
        global = true,
        env = "PLUMBLINE_EVIDENCE_REGION",
        hide_env_values = true,
        value_name = "REGION",
        default_value = "us-east-1"
    )]
    pub evidence_region: String,
    /// Name of the key of the bucket.
    #[arg(
        long,
        global = true,
        env = "PLUMBLINE_EVIDENCE_KEY_ID",
        hide_env_values = true,
        value_name = "NAME"
    )]
    pub evidence_key_id: Option<String>,
    /// File that holds the key of the bucket, which only the user of this program can read.
    #[arg(
        long,
        global = true,
        env = "PLUMBLINE_EVIDENCE_KEY_FILE",
        hide_env_values = true,
        value_name = "FILE"
    )]
    pub evidence_key_file: Option<PathBuf>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the data directory.
    Serve(Serve),
    /// Serve a demonstration organisation, made by replaying half a year of work.
    Demo(Demo),
    /// Verify the ledger, the records and the evidence of every organisation.
    Verify(Verify),
    /// Check every promise of the data directory by name: files, derived data, ledger, records, evidence.
    Doctor(Doctor),
    /// Back up everything into one file, while the program serves, and check it.
    Backup(Backup),
    /// Make a key for encrypted backups: the secret half into a file, the public half on the terminal.
    BackupKey(BackupKey),
    /// Put a backup back into an empty data directory, or try that beside with `--drill`.
    Restore(Restore),
    /// Print a signed checkpoint of every organisation, to be kept elsewhere.
    Checkpoint,
    /// Write the audit package of an organisation.
    Export(Export),
    /// Accounts of an organisation: list them, give a person one, lock and unlock.
    User(User),
    /// Bring records of a file in.
    Import(Import),
    /// Take an import back: what it made is retired, what it changed is as before.
    UndoImport(UndoImport),
    /// Framework packs: check a file, propose one for approval.
    Framework(Framework),
}

/// Options of serving.
#[derive(Clone, Debug, Args)]
pub struct Serve {
    /// Address to listen on.
    #[arg(long, env = "PLUMBLINE_ADDRESS", hide_env_values = true, default_value = "127.0.0.1")]
    pub address: IpAddr,
    /// Port to listen on; 0 takes a free one.
    #[arg(long, env = "PLUMBLINE_PORT", hide_env_values = true, default_value_t = 4200)]
    pub port: u16,
    /// The program is reached over HTTPS, by a proxy in front of it: cookies are marked secure.
    #[arg(long, env = "PLUMBLINE_HTTPS", hide_env_values = true)]
    pub https: bool,
    /// File with a certificate of this server in PEM, followed by those that lead to its authority: the program then speaks
    /// HTTPS itself, by TLS 1.3. It is read again when it changes, and on `SIGHUP`.
    #[arg(long, env = "PLUMBLINE_TLS_CERT", hide_env_values = true, value_name = "FILE")]
    pub tls_cert: Option<PathBuf>,
    /// File with the private key of the certificate in PEM, without a password.
    #[arg(long, env = "PLUMBLINE_TLS_KEY", hide_env_values = true, value_name = "FILE")]
    pub tls_key: Option<PathBuf>,
    /// How many proxies of your own stand in front: that many addresses of `X-Forwarded-For`, from the right, are believed,
    /// so that wrong passwords are counted by caller. With 0 the header is not looked at.
    #[arg(
        long,
        env = "PLUMBLINE_TRUST_FORWARDED",
        hide_env_values = true,
        value_name = "N",
        default_value_t = 0
    )]
    pub trust_forwarded: u8,
    /// Address and port, such as `127.0.0.1:9464`, on which `/metrics`, `/health/live` and `/health/ready` answer whoever
    /// asks, without saying anything of an organisation. Without it nothing is told.
    #[arg(long, env = "PLUMBLINE_METRICS", hide_env_values = true, value_name = "ADDRESS:PORT")]
    pub metrics: Option<SocketAddr>,
    /// Log every request, by the pattern of its route, and not only failures. Lines are JSON on the standard error, and
    /// name nobody.
    #[arg(long, env = "PLUMBLINE_LOG_REQUESTS", hide_env_values = true)]
    pub log_requests: bool,
}

/// Options of the demonstration.
#[derive(Clone, Debug, Args)]
pub struct Demo {
    /// Options of serving.
    #[command(flatten)]
    pub serve: Serve,
    /// Which story is told; each has a data directory of its own.
    #[arg(long, value_enum, default_value_t)]
    pub story: crate::demo::Story,
    /// Make the data and stop.
    #[arg(long)]
    pub build_only: bool,
}

/// Options of verification.
#[derive(Clone, Debug, Args)]
pub struct Verify {
    /// An older checkpoint that was kept elsewhere: history must have grown from there.
    #[arg(long, value_name = "FILE")]
    pub since: Option<PathBuf>,
    /// Print the report as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Options of the doctor.
#[derive(Clone, Debug, Args)]
pub struct Doctor {
    /// Make everything again that is derived, before it is compared.
    #[arg(long)]
    pub rebuild: bool,
    /// When everything is as it must be, sweep evidence that nothing names: it is noted, and removed by a sweep a month or
    /// more later. A program that serves does so once a day.
    #[arg(long)]
    pub sweep: bool,
    /// Print the checks as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Options of backups.
#[derive(Clone, Debug, Args)]
pub struct Backup {
    /// The file to write, or a directory in which it is named by the time.
    pub to: PathBuf,
    /// Encrypt it so that only the holder of the secret key to this public key of age can read it; may be given several
    /// times.
    #[arg(
        long,
        env = "PLUMBLINE_BACKUP_RECIPIENT",
        hide_env_values = true,
        value_name = "KEY",
        value_delimiter = ','
    )]
    pub recipient: Vec<String>,
    /// Print the checks as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Options of keys for backups.
#[derive(Clone, Debug, Args)]
pub struct BackupKey {
    /// The file for the secret key. Keep it where the backups are not.
    pub file: PathBuf,
}

/// Options of restoring.
#[derive(Clone, Debug, Args)]
pub struct Restore {
    /// The backup.
    pub file: PathBuf,
    /// The file with the secret key of an encrypted backup.
    #[arg(long, value_name = "FILE")]
    pub identity: Option<PathBuf>,
    /// Restore it beside the data directory, check everything, make what is derived again and compare, say how long it
    /// took, and take it away.
    #[arg(long)]
    pub drill: bool,
    /// A checkpoint that was kept elsewhere: says whether acts after the backup are lost, and how many.
    #[arg(long, value_name = "FILE")]
    pub since: Option<PathBuf>,
    /// Why, for the entry that the ledger gets.
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Restore even though something in the backup is not as it must be.
    #[arg(long)]
    pub anyway: bool,
    /// Print the checks as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Options of the export.
#[derive(Clone, Debug, Args)]
pub struct Export {
    /// The file to write, a ZIP archive.
    pub file: PathBuf,
    /// The organisation, when there are several.
    #[arg(long)]
    pub organisation: Option<uuid::Uuid>,
}

/// Options of accounts.
#[derive(Clone, Debug, Args)]
pub struct User {
    /// What to do; without it, accounts are listed.
    #[command(subcommand)]
    pub verb: Option<UserVerb>,
    /// In whose name: the e-mail address of an administrator. The password is taken from `PLUMBLINE_PASSWORD`, or from
    /// one line of standard input.
    #[arg(long = "as", value_name = "ADDRESS", global = true)]
    pub account: Option<String>,
}

/// What to do with accounts.
#[derive(Clone, Debug, Subcommand)]
pub enum UserVerb {
    /// List the accounts.
    List,
    /// Give a person an account; the first password is made up and printed once.
    Add {
        /// The reference of the person's record, such as `PER-0003`.
        person: String,
        /// The address to sign in with.
        address: String,
    },
    /// Give an account another password, made up and printed once; its sessions and tokens end.
    ResetPassword {
        /// The address of the account.
        address: String,
    },
    /// Lock an account and end its sessions.
    Lock {
        /// The address of the account.
        address: String,
    },
    /// Unlock an account.
    Unlock {
        /// The address of the account.
        address: String,
    },
}

/// Options of the import.
#[derive(Clone, Debug, Args)]
pub struct Import {
    /// The file: CSV, an Excel workbook (.xlsx) or JSON. What it is, is told by its content.
    pub file: PathBuf,
    /// The kind of record that its rows are; without it and without a mapping, uses of AI.
    #[arg(long, value_name = "KIND")]
    pub into: Option<String>,
    /// Which sheet of a workbook, or which array of a JSON document; without it, the visible one with the most cells.
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// The row in which the headings stand, counted from 1 as the spreadsheet does; without it, it is found.
    #[arg(long, value_name = "ROW")]
    pub header_row: Option<u64>,
    /// A mapping saved as JSON, or the name of one that is kept; without it, the proposed one is taken. It may also join columns into one, split one into
    /// several, and say which shape a field has that a column without one becomes.
    #[arg(long, value_name = "FILE or NAME")]
    pub mapping: Option<PathBuf>,
    /// Write the mapping that is used to a file, to be corrected and given next time.
    #[arg(long, value_name = "FILE")]
    pub save_mapping: Option<PathBuf>,
    /// The list that the file is an edition of: keys count within it, and what an earlier edition brought and this one no
    /// longer holds is asked about. Without it, the list whose rows the file knows again, or the name of the file.
    #[arg(long, value_name = "NAME")]
    pub list: Option<String>,
    /// Write what a person has to decide to a file: rows that may be records, records whose rows are gone. Fill in its
    /// first column and give it back with `--answers`.
    #[arg(long, value_name = "FILE")]
    pub questions: Option<PathBuf>,
    /// The answers of a person, in the file that `--questions` wrote. Without an answer a row stays out and a record stays
    /// as it is; an answer that fits no question is refused.
    #[arg(long, value_name = "FILE")]
    pub answers: Option<PathBuf>,
    /// Propose the fields that columns without one need, as drafts that wait for approval.
    #[arg(long)]
    pub add_fields: bool,
    /// In whose name: the e-mail address of an account. The password is taken from `PLUMBLINE_PASSWORD`, or from one
    /// line of standard input.
    #[arg(long = "as", value_name = "ADDRESS")]
    pub account: String,
    /// Only say what would happen.
    #[arg(long)]
    pub dry_run: bool,
    /// Print the report as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Options of taking an import back.
#[derive(Clone, Debug, Args)]
pub struct UndoImport {
    /// The job, as the report of the import names it.
    pub job: uuid::Uuid,
    /// Why, in a sentence that stays on the record.
    #[arg(long, value_name = "SENTENCE")]
    pub reason: String,
    /// In whose name: the e-mail address of an account. The password is taken from `PLUMBLINE_PASSWORD`, or from one
    /// line of standard input.
    #[arg(long = "as", value_name = "ADDRESS")]
    pub account: String,
    /// Print the report as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Options of frameworks.
#[derive(Clone, Debug, Args)]
pub struct Framework {
    /// What to do.
    #[command(subcommand)]
    pub verb: FrameworkVerb,
}

/// What to do with a framework pack.
#[derive(Clone, Debug, Subcommand)]
pub enum FrameworkVerb {
    /// Check a pack, and list everything that is wrong with it by file and place. Needs no data directory.
    Check {
        /// The pack: one TOML file, a ZIP archive of its files, or JSON.
        file: PathBuf,
    },
    /// Say what taking a pack over would turn, and propose it for approval.
    Import {
        /// The pack: one TOML file, a ZIP archive of its files, or JSON.
        file: PathBuf,
        /// A signed note over the pack.
        #[arg(long, value_name = "FILE")]
        signature: Option<PathBuf>,
        /// Why it is proposed; without it, nothing is written.
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
        /// In whose name: the e-mail address of an account. The password is taken from `PLUMBLINE_PASSWORD`, or from one
        /// line of standard input.
        #[arg(long = "as", value_name = "ADDRESS")]
        account: String,
        /// Only say what would turn.
        #[arg(long)]
        dry_run: bool,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;
    use std::{collections::BTreeSet, fmt::Write as _, fs, path::Path};

    const HEAD: &str = "<!-- Written by `PLUMBLINE_UPDATE=1 cargo test -p plumbline help`. -->\n# Command line\n\nExit codes: 0 when all is well, 1 when something was found or is not in, 2 when nothing was done because something must\nbe mended first, 3 for a failure.\n";

    /// What `--help` says, for the program and for every command.
    fn help() -> String {
        let mut text = HEAD.to_owned();
        let mut program = Arguments::command();
        program.build();
        let section = |text: &mut String, name: &str, command: &mut clap::Command| {
            let help = command.render_long_help().to_string();
            let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
            let _ = write!(text, "\n## {name}\n\n```text\n{}\n```\n", lines.join("\n").trim_end());
        };
        section(&mut text, "plumbline", &mut program);
        for command in program.get_subcommands_mut().filter(|command| command.get_name() != "help") {
            let name = format!("plumbline {}", command.get_name());
            section(&mut text, &name, command);
            for verb in command.get_subcommands_mut().filter(|verb| verb.get_name() != "help") {
                let name = format!("{name} {}", verb.get_name());
                section(&mut text, &name, verb);
            }
        }
        text
    }

    #[test]
    fn the_arguments_hold_together() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn the_document_says_what_help_says() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/cli.md");
        if std::env::var_os("PLUMBLINE_UPDATE").is_some() {
            fs::write(&path, help()).unwrap();
        }
        let written = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            written == help(),
            "docs/cli.md differs; run PLUMBLINE_UPDATE=1 cargo test -p plumbline help"
        );
    }

    /// Every variable of the environment that some command reads.
    fn variables(command: &clap::Command, found: &mut BTreeSet<String>) {
        let named = command.get_arguments().filter_map(clap::Arg::get_env);
        found.extend(named.map(|name| name.to_string_lossy().into_owned()));
        command.get_subcommands().for_each(|command| variables(command, found));
    }

    #[test]
    fn the_file_of_settings_lists_every_variable_and_nothing_else() {
        let text = include_str!("../../../packaging/plumbline.conf");
        let settings = text.lines().filter_map(|line| line.strip_prefix('#')?.split_once('='));
        let listed: BTreeSet<String> = settings
            .filter(|(name, _)| name.starts_with("PLUMBLINE_"))
            .map(|(name, _)| name.to_owned())
            .collect();
        let mut known = BTreeSet::new();
        variables(&Arguments::command(), &mut known);
        assert_eq!(listed, known);
        assert!(text.lines().all(|line| line.is_empty() || line.starts_with('#')), "nothing is set unasked");
    }

    #[test]
    fn options_of_serving_can_stand_before_and_after_the_command() {
        let parsed = Arguments::parse_from(["plumbline", "--port", "0", "--data", "x"]);
        assert_eq!((parsed.serve.port, parsed.data), (0, PathBuf::from("x")));
        let parsed = Arguments::parse_from(["plumbline", "demo", "--port", "0", "--data", "x"]);
        assert_eq!(parsed.data, PathBuf::from("x"));
        assert!(matches!(parsed.command, Some(Command::Demo(demo)) if demo.serve.port == 0));
    }
}
