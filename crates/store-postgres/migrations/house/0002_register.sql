-- What is read: projections of the acts and contents. A span holds for ledger sizes n with from_pos < n <= until_pos;
-- what holds now has no until_pos and lies in a table of its own, so that a long past does not slow the present.

-- The last number given and the last act in each kind.
CREATE TABLE house.kind_tip (
    kind     text   COLLATE "C" PRIMARY KEY,
    number   bigint NOT NULL,
    position bigint NOT NULL
);

CREATE TABLE house.span (
    rec              bigint  PRIMARY KEY REFERENCES house.record,
    from_pos         bigint  NOT NULL,
    state            text    COLLATE "C" NOT NULL,
    version          integer NOT NULL,
    content_pos      bigint  NOT NULL,
    title            text    COLLATE "C" NOT NULL,
    state_by         uuid    NOT NULL,
    state_at         bigint  NOT NULL,
    state_pos        bigint  NOT NULL,
    changed_by       uuid    NOT NULL,
    changed_at       bigint  NOT NULL,
    approved_version integer,
    approved_by      uuid,
    approved_at      bigint,
    approved_pos     bigint,
    authors          uuid[]  NOT NULL
) WITH (fillfactor = 80);

CREATE TABLE house.span_past (
    rec              bigint  NOT NULL,
    until_pos        bigint  NOT NULL,
    from_pos         bigint  NOT NULL,
    state            text    COLLATE "C" NOT NULL,
    version          integer NOT NULL,
    content_pos      bigint  NOT NULL,
    title            text    COLLATE "C" NOT NULL,
    state_by         uuid    NOT NULL,
    state_at         bigint  NOT NULL,
    state_pos        bigint  NOT NULL,
    changed_by       uuid    NOT NULL,
    changed_at       bigint  NOT NULL,
    approved_version integer,
    approved_by      uuid,
    approved_at      bigint,
    approved_pos     bigint,
    authors          uuid[]  NOT NULL,
    PRIMARY KEY (rec, until_pos)
);

-- slot: a field of a kind, as the first 8 bytes of a SHA-256; `@state` and `@changed` are kept for every record.
-- edge: 1 for the smallest key of the record in this field, 2 for the largest, 3 for the only one, 0 for those between.
CREATE TABLE house.cell (
    rec      bigint   NOT NULL,
    slot     bigint   NOT NULL,
    key      text     COLLATE "C" NOT NULL,
    number   bigint   NOT NULL,
    edge     smallint NOT NULL,
    from_pos bigint   NOT NULL,
    PRIMARY KEY (rec, slot, key)
);
CREATE INDEX cell_key ON house.cell (slot, key, number) INCLUDE (rec, edge, from_pos);

CREATE TABLE house.cell_past (
    rec       bigint   NOT NULL,
    slot      bigint   NOT NULL,
    until_pos bigint   NOT NULL,
    key       text     COLLATE "C" NOT NULL,
    number    bigint   NOT NULL,
    edge      smallint NOT NULL,
    from_pos  bigint   NOT NULL,
    PRIMARY KEY (rec, slot, until_pos, key)
);
CREATE INDEX cell_past_key ON house.cell_past (slot, key, number) INCLUDE (rec, edge, from_pos, until_pos);

CREATE TABLE house.link (
    rec      bigint NOT NULL,
    field    text   COLLATE "C" NOT NULL,
    target   uuid   NOT NULL,
    from_pos bigint NOT NULL,
    PRIMARY KEY (rec, field, target)
);
CREATE INDEX link_target ON house.link (target, from_pos);

CREATE TABLE house.link_past (
    rec       bigint NOT NULL,
    field     text   COLLATE "C" NOT NULL,
    target    uuid   NOT NULL,
    until_pos bigint NOT NULL,
    from_pos  bigint NOT NULL,
    PRIMARY KEY (rec, field, target, until_pos)
);
CREATE INDEX link_past_target ON house.link_past (target, from_pos, until_pos);

-- Folded words, as the program computed them: no dictionary of the database touches them. The word `k_…` names the kind.
CREATE TABLE house.word (
    rec      bigint   PRIMARY KEY,
    from_pos bigint   NOT NULL,
    title    tsvector NOT NULL,
    text     tsvector NOT NULL
);
CREATE INDEX word_title ON house.word USING gin (title) WITH (gin_pending_list_limit = 256);
CREATE INDEX word_text ON house.word USING gin (text) WITH (gin_pending_list_limit = 256);

CREATE TABLE house.word_past (
    rec       bigint   NOT NULL,
    from_pos  bigint   NOT NULL,
    until_pos bigint   NOT NULL,
    text      tsvector NOT NULL,
    PRIMARY KEY (rec, until_pos)
);
CREATE INDEX word_past_text ON house.word_past USING gin (text) WITH (gin_pending_list_limit = 256);

-- Who may read, today. related: ascending.
CREATE TABLE house.audience (
    rec      bigint   PRIMARY KEY,
    kind     text     COLLATE "C" NOT NULL,
    openness smallint NOT NULL CHECK (openness BETWEEN 0 AND 2),
    related  uuid[]   NOT NULL
);
CREATE INDEX audience_open ON house.audience (kind, openness) INCLUDE (rec);
CREATE INDEX audience_related ON house.audience USING gin (related) WITH (gin_pending_list_limit = 256);

-- How many records there are now; exact.
CREATE TABLE house.tally (
    kind     text     COLLATE "C" NOT NULL,
    state    text     COLLATE "C" NOT NULL,
    openness smallint NOT NULL,
    n        bigint   NOT NULL,
    PRIMARY KEY (kind, state, openness)
);
