-- What is no part of the record.

CREATE TABLE scratch (
    person  BLOB    NOT NULL,
    key     TEXT    NOT NULL,
    bytes   BLOB    NOT NULL,
    expires INTEGER NOT NULL,
    PRIMARY KEY (person, key)
) STRICT;
CREATE INDEX scratch_expires ON scratch (expires);

CREATE TABLE job (
    id      BLOB    PRIMARY KEY,
    what    TEXT    NOT NULL,
    person  BLOB    NOT NULL,
    started INTEGER NOT NULL,
    state   TEXT    NOT NULL,
    done    INTEGER NOT NULL,
    total   INTEGER NOT NULL,
    json    TEXT    NOT NULL
) STRICT;
CREATE INDEX job_started ON job (started);

CREATE TABLE import_key (
    kind   TEXT NOT NULL,
    key    TEXT NOT NULL,
    record BLOB NOT NULL,
    PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE idempotency (
    person  BLOB NOT NULL,
    key     TEXT NOT NULL,
    digest  TEXT NOT NULL,
    receipt TEXT NOT NULL,
    PRIMARY KEY (person, key)
) STRICT, WITHOUT ROWID;
