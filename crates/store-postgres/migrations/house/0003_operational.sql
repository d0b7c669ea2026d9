-- What is no part of the record.

CREATE TABLE house.scratch (
    person  uuid   NOT NULL,
    key     text   COLLATE "C" NOT NULL,
    bytes   bytea  NOT NULL,
    expires bigint NOT NULL,
    PRIMARY KEY (person, key)
);
CREATE INDEX scratch_expires ON house.scratch (expires);

CREATE TABLE house.job (
    id      uuid   PRIMARY KEY,
    what    text   COLLATE "C" NOT NULL,
    person  uuid   NOT NULL,
    started bigint NOT NULL,
    state   text   COLLATE "C" NOT NULL,
    done    bigint NOT NULL,
    total   bigint NOT NULL,
    json    text   COLLATE "C" NOT NULL
);
CREATE INDEX job_started ON house.job (started, id);

CREATE TABLE house.import_key (
    kind   text COLLATE "C" NOT NULL,
    key    text COLLATE "C" NOT NULL,
    record uuid NOT NULL,
    PRIMARY KEY (kind, key)
);

-- at: the recorded time of the last entry when the key was used.
CREATE TABLE house.idempotency (
    person  uuid   NOT NULL,
    key     text   COLLATE "C" NOT NULL,
    digest  text   COLLATE "C" NOT NULL,
    receipt text   COLLATE "C" NOT NULL,
    at      bigint NOT NULL,
    PRIMARY KEY (person, key)
);
CREATE INDEX idempotency_at ON house.idempotency (at);
