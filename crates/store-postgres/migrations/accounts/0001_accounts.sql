-- Who can sign in, and where. Times are microseconds since 1970-01-01T00:00:00Z.

CREATE TABLE plumbline.organisation (
    id uuid PRIMARY KEY,
    at bigint NOT NULL
);

CREATE TABLE plumbline.account (
    id           uuid    PRIMARY KEY,
    email        text    COLLATE "C" NOT NULL UNIQUE,
    password     text    COLLATE "C" NOT NULL,
    password_set bigint  NOT NULL,
    locked       boolean NOT NULL,
    created      bigint  NOT NULL
);

CREATE TABLE plumbline.seat (
    account      uuid NOT NULL REFERENCES plumbline.account,
    organisation uuid NOT NULL,
    person       uuid NOT NULL,
    PRIMARY KEY (account, organisation)
);
CREATE INDEX seat_organisation ON plumbline.seat (organisation);

CREATE TABLE plumbline.session (
    digest       text   COLLATE "C" PRIMARY KEY,
    id           uuid   NOT NULL UNIQUE,
    account      uuid   NOT NULL REFERENCES plumbline.account,
    organisation uuid   NOT NULL,
    created      bigint NOT NULL,
    seen         bigint NOT NULL,
    expires      bigint NOT NULL,
    agent        text   COLLATE "C" NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX session_account ON plumbline.session (account, created);

CREATE TABLE plumbline.token (
    digest       text   COLLATE "C" PRIMARY KEY,
    id           uuid   NOT NULL UNIQUE,
    account      uuid   NOT NULL REFERENCES plumbline.account,
    organisation uuid   NOT NULL,
    name         text   COLLATE "C" NOT NULL,
    scope        text   COLLATE "C" NOT NULL,
    created      bigint NOT NULL,
    expires      bigint NOT NULL,
    seen         bigint
) WITH (fillfactor = 80);
CREATE INDEX token_account ON plumbline.token (account, created);

-- May be lost with the power: a counter of failures is no record.
CREATE UNLOGGED TABLE plumbline.tally (
    key   text    COLLATE "C" PRIMARY KEY,
    count integer NOT NULL,
    since bigint  NOT NULL
);
