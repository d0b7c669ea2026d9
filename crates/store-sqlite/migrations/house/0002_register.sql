-- What is read: projections of the acts and contents. A span holds for ledger sizes n with from_pos < n <= until_pos;
-- what holds now has no until_pos and lies in a table of its own, so that a long past does not slow the present.

-- The last number given and the last act in each kind.
CREATE TABLE kind_tip (
    kind     TEXT PRIMARY KEY,
    number   INTEGER NOT NULL,
    position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- why: which of the acts gave a reason: 1 created, 2 changed, 4 state, 8 approved. authors: ids of 16 bytes each.
CREATE TABLE span (
    rec              INTEGER PRIMARY KEY REFERENCES record,
    from_pos         INTEGER NOT NULL,
    state            TEXT    NOT NULL,
    version          INTEGER NOT NULL,
    content_pos      INTEGER NOT NULL,
    title            TEXT    NOT NULL,
    state_by         BLOB    NOT NULL,
    state_at         INTEGER NOT NULL,
    state_pos        INTEGER NOT NULL,
    changed_by       BLOB    NOT NULL,
    changed_at       INTEGER NOT NULL,
    approved_version INTEGER,
    approved_by      BLOB,
    approved_at      INTEGER,
    approved_pos     INTEGER,
    authors          BLOB    NOT NULL,
    why              INTEGER NOT NULL
) STRICT;

CREATE TABLE span_past (
    rec              INTEGER NOT NULL REFERENCES record,
    until_pos        INTEGER NOT NULL,
    from_pos         INTEGER NOT NULL,
    state            TEXT    NOT NULL,
    version          INTEGER NOT NULL,
    content_pos      INTEGER NOT NULL,
    title            TEXT    NOT NULL,
    state_by         BLOB    NOT NULL,
    state_at         INTEGER NOT NULL,
    state_pos        INTEGER NOT NULL,
    changed_by       BLOB    NOT NULL,
    changed_at       INTEGER NOT NULL,
    approved_version INTEGER,
    approved_by      BLOB,
    approved_at      INTEGER,
    approved_pos     INTEGER,
    authors          BLOB    NOT NULL,
    why              INTEGER NOT NULL,
    PRIMARY KEY (rec, until_pos)
) STRICT, WITHOUT ROWID;

-- A field of a kind. The fields `@state` and `@changed` are kept for every record.
CREATE TABLE slot (
    slot  INTEGER PRIMARY KEY,
    kind  TEXT NOT NULL,
    field TEXT NOT NULL,
    UNIQUE (kind, field)
) STRICT;

-- edge: 1 for the smallest key of the record in this field, 2 for the largest, 3 for the only one, 0 for those between.
CREATE TABLE cell (
    rec      INTEGER NOT NULL,
    slot     INTEGER NOT NULL,
    key      TEXT    NOT NULL,
    number   INTEGER NOT NULL,
    edge     INTEGER NOT NULL,
    from_pos INTEGER NOT NULL,
    PRIMARY KEY (rec, slot, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX cell_key ON cell (slot, key, number, edge, from_pos);

CREATE TABLE cell_past (
    rec       INTEGER NOT NULL,
    slot      INTEGER NOT NULL,
    until_pos INTEGER NOT NULL,
    key       TEXT    NOT NULL,
    number    INTEGER NOT NULL,
    edge      INTEGER NOT NULL,
    from_pos  INTEGER NOT NULL,
    PRIMARY KEY (rec, slot, until_pos, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX cell_past_key ON cell_past (slot, key, number, edge, from_pos, until_pos);

CREATE TABLE link (
    rec      INTEGER NOT NULL,
    field    TEXT    NOT NULL,
    target   BLOB    NOT NULL,
    from_pos INTEGER NOT NULL,
    PRIMARY KEY (rec, field, target)
) STRICT, WITHOUT ROWID;
CREATE INDEX link_target ON link (target, from_pos);

CREATE TABLE link_past (
    rec       INTEGER NOT NULL,
    field     TEXT    NOT NULL,
    target    BLOB    NOT NULL,
    until_pos INTEGER NOT NULL,
    from_pos  INTEGER NOT NULL,
    PRIMARY KEY (rec, field, target, until_pos)
) STRICT, WITHOUT ROWID;
CREATE INDEX link_past_target ON link_past (target, from_pos, until_pos);

-- Folded words, each between spaces; the word `k_…` names the kind.
CREATE TABLE word (
    rec      INTEGER PRIMARY KEY,
    from_pos INTEGER NOT NULL,
    title    TEXT    NOT NULL,
    text     TEXT    NOT NULL
) STRICT;
CREATE TABLE word_past (
    id        INTEGER PRIMARY KEY,
    rec       INTEGER NOT NULL,
    from_pos  INTEGER NOT NULL,
    until_pos INTEGER NOT NULL,
    title     TEXT    NOT NULL,
    text      TEXT    NOT NULL
) STRICT;
CREATE INDEX word_past_record ON word_past (rec, until_pos);

CREATE VIRTUAL TABLE word_index USING fts5 (
    title, text, content = 'word', content_rowid = 'rec', columnsize = 0, detail = column, prefix = '2 3',
    tokenize = 'ascii tokenchars _'
);
CREATE VIRTUAL TABLE word_past_index USING fts5 (
    title, text, content = 'word_past', content_rowid = 'id', columnsize = 0, detail = column,
    tokenize = 'ascii tokenchars _'
);

-- Who may read, today. related: ids of 16 bytes each, ascending.
CREATE TABLE audience (
    rec      INTEGER PRIMARY KEY,
    kind     TEXT    NOT NULL,
    openness INTEGER NOT NULL CHECK (openness BETWEEN 0 AND 2),
    related  BLOB    NOT NULL
) STRICT;
CREATE INDEX audience_open ON audience (openness, kind);
CREATE TABLE related (
    id   BLOB    NOT NULL,
    kind TEXT    NOT NULL,
    rec  INTEGER NOT NULL,
    PRIMARY KEY (id, kind, rec)
) STRICT, WITHOUT ROWID;

-- How many records there are now; exact.
CREATE TABLE tally (
    kind     TEXT    NOT NULL,
    state    TEXT    NOT NULL,
    openness INTEGER NOT NULL,
    n        INTEGER NOT NULL,
    PRIMARY KEY (kind, state, openness)
) STRICT, WITHOUT ROWID;
