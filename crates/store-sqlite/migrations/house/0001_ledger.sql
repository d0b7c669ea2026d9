-- What happened: insert-only. Triggers refuse to change or remove any of it.

CREATE TABLE house (
    organisation BLOB NOT NULL CHECK (length(organisation) = 16)
) STRICT;

CREATE TABLE entry (
    position INTEGER PRIMARY KEY,
    bytes    BLOB NOT NULL,
    leaf     BLOB NOT NULL CHECK (length(leaf) = 32)
) STRICT;

-- Complete subtrees above the leaves; level 0 is entry.leaf.
CREATE TABLE node (
    level INTEGER NOT NULL CHECK (level > 0),
    idx   INTEGER NOT NULL,
    hash  BLOB    NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (level, idx)
) STRICT, WITHOUT ROWID;

CREATE TABLE record (
    rec        INTEGER PRIMARY KEY,
    id         BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    kind       TEXT    NOT NULL,
    number     INTEGER NOT NULL,
    reference  TEXT    NOT NULL UNIQUE,
    prefix     TEXT    NOT NULL,
    born       INTEGER NOT NULL REFERENCES entry,
    created_by BLOB    NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX record_number ON record (kind, number);
CREATE INDEX record_born ON record (kind, born, number);
CREATE INDEX record_scan ON record (kind, id);

-- at: microseconds since 1970-01-01T00:00:00Z, never decreasing along positions.
CREATE TABLE act (
    position INTEGER PRIMARY KEY REFERENCES entry,
    rec      INTEGER NOT NULL REFERENCES record,
    act      TEXT    NOT NULL,
    by       BLOB    NOT NULL,
    capacity TEXT    NOT NULL,
    via      TEXT    NOT NULL,
    at       INTEGER NOT NULL,
    version  INTEGER NOT NULL,
    state    TEXT    NOT NULL
) STRICT;
CREATE INDEX act_record ON act (rec, position);

CREATE TABLE erased (
    rec      INTEGER NOT NULL REFERENCES record,
    field    TEXT    NOT NULL,
    position INTEGER NOT NULL REFERENCES entry,
    PRIMARY KEY (rec, field, position)
) STRICT, WITHOUT ROWID;

-- What was written: erasable, and only by an act `erase` that is the last entry at that moment.

CREATE TABLE content (
    position INTEGER PRIMARY KEY REFERENCES entry,
    rec      INTEGER NOT NULL REFERENCES record,
    version  INTEGER NOT NULL,
    schema   TEXT    NOT NULL,
    json     TEXT    NOT NULL,
    salts    TEXT    NOT NULL,
    UNIQUE (rec, version)
) STRICT;

CREATE TABLE reason (
    position INTEGER PRIMARY KEY REFERENCES entry,
    text     TEXT,
    salt     TEXT
) STRICT;

CREATE TRIGGER house_fixed    BEFORE UPDATE ON house  BEGIN SELECT raise(ABORT, 'house is insert-only'); END;
CREATE TRIGGER house_kept     BEFORE DELETE ON house  BEGIN SELECT raise(ABORT, 'house is insert-only'); END;
CREATE TRIGGER entry_fixed    BEFORE UPDATE ON entry  BEGIN SELECT raise(ABORT, 'entry is insert-only'); END;
CREATE TRIGGER entry_kept     BEFORE DELETE ON entry  BEGIN SELECT raise(ABORT, 'entry is insert-only'); END;
CREATE TRIGGER node_fixed     BEFORE UPDATE ON node   BEGIN SELECT raise(ABORT, 'node is insert-only'); END;
CREATE TRIGGER node_kept      BEFORE DELETE ON node   BEGIN SELECT raise(ABORT, 'node is insert-only'); END;
CREATE TRIGGER record_fixed   BEFORE UPDATE ON record BEGIN SELECT raise(ABORT, 'record is insert-only'); END;
CREATE TRIGGER record_kept    BEFORE DELETE ON record BEGIN SELECT raise(ABORT, 'record is insert-only'); END;
CREATE TRIGGER act_fixed      BEFORE UPDATE ON act    BEGIN SELECT raise(ABORT, 'act is insert-only'); END;
CREATE TRIGGER act_kept       BEFORE DELETE ON act    BEGIN SELECT raise(ABORT, 'act is insert-only'); END;
CREATE TRIGGER erased_fixed   BEFORE UPDATE ON erased BEGIN SELECT raise(ABORT, 'erased is insert-only'); END;
CREATE TRIGGER erased_kept    BEFORE DELETE ON erased BEGIN SELECT raise(ABORT, 'erased is insert-only'); END;
CREATE TRIGGER content_kept   BEFORE DELETE ON content BEGIN SELECT raise(ABORT, 'content is insert-only'); END;
CREATE TRIGGER reason_kept    BEFORE DELETE ON reason  BEGIN SELECT raise(ABORT, 'reason is insert-only'); END;

CREATE TRIGGER content_fixed BEFORE UPDATE ON content
WHEN NEW.position <> OLD.position OR NEW.rec <> OLD.rec OR NEW.version <> OLD.version OR NEW.schema <> OLD.schema
    OR NOT EXISTS (SELECT 1 FROM erased WHERE rec = OLD.rec AND position = (SELECT max(position) FROM entry))
BEGIN SELECT raise(ABORT, 'content changes only by an act of erasure'); END;

CREATE TRIGGER reason_fixed BEFORE UPDATE ON reason
WHEN NEW.position <> OLD.position OR NEW.text IS NOT NULL OR NEW.salt IS NOT NULL
    OR NOT EXISTS (SELECT 1 FROM act JOIN erased USING (rec)
        WHERE act.position = OLD.position AND erased.position = (SELECT max(position) FROM entry))
BEGIN SELECT raise(ABORT, 'a reason changes only by an act of erasure'); END;
