-- Who can sign in, and where. Times are microseconds since 1970-01-01T00:00:00Z.

CREATE TABLE organisation (
    id BLOB PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT;

CREATE TABLE account (
    id           BLOB PRIMARY KEY,
    email        TEXT    NOT NULL UNIQUE,
    password     TEXT    NOT NULL,
    password_set INTEGER NOT NULL,
    locked       INTEGER NOT NULL,
    created      INTEGER NOT NULL
) STRICT;

CREATE TABLE seat (
    account      BLOB NOT NULL REFERENCES account,
    organisation BLOB NOT NULL,
    person       BLOB NOT NULL,
    PRIMARY KEY (account, organisation)
) STRICT;
CREATE INDEX seat_organisation ON seat (organisation);

CREATE TABLE session (
    digest       TEXT PRIMARY KEY,
    id           BLOB    NOT NULL UNIQUE,
    account      BLOB    NOT NULL REFERENCES account,
    organisation BLOB    NOT NULL,
    created      INTEGER NOT NULL,
    seen         INTEGER NOT NULL,
    expires      INTEGER NOT NULL,
    agent        TEXT    NOT NULL
) STRICT;
CREATE INDEX session_account ON session (account, created);

CREATE TABLE token (
    digest       TEXT PRIMARY KEY,
    id           BLOB    NOT NULL UNIQUE,
    account      BLOB    NOT NULL REFERENCES account,
    organisation BLOB    NOT NULL,
    name         TEXT    NOT NULL,
    scope        TEXT    NOT NULL,
    created      INTEGER NOT NULL,
    expires      INTEGER NOT NULL,
    seen         INTEGER
) STRICT;
CREATE INDEX token_account ON token (account, created);

CREATE TABLE tally (
    key   TEXT PRIMARY KEY,
    count INTEGER NOT NULL,
    since INTEGER NOT NULL
) STRICT;
