-- What happened: insert-only. Triggers refuse to change or remove any of it. `house.` stands for the schema of the
-- organisation. Texts that are compared or ordered are so by their bytes, whatever the collation of the database.

CREATE TABLE house.owner (
    organisation uuid NOT NULL
);

CREATE TABLE house.entry (
    position bigint PRIMARY KEY,
    bytes    bytea  NOT NULL,
    leaf     bytea  NOT NULL CHECK (octet_length(leaf) = 32)
);

-- Complete subtrees above the leaves; level 0 is entry.leaf.
CREATE TABLE house.node (
    level smallint NOT NULL CHECK (level > 0),
    idx   bigint   NOT NULL,
    hash  bytea    NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (level, idx)
);

CREATE TABLE house.record (
    rec        bigint PRIMARY KEY,
    id         uuid   NOT NULL UNIQUE,
    kind       text   COLLATE "C" NOT NULL,
    number     bigint NOT NULL,
    reference  text   COLLATE "C" NOT NULL UNIQUE,
    prefix     text   COLLATE "C" NOT NULL,
    born       bigint NOT NULL REFERENCES house.entry,
    created_by uuid   NOT NULL,
    created_at bigint NOT NULL
);
CREATE UNIQUE INDEX record_number ON house.record (kind, number);
CREATE INDEX record_born ON house.record (kind, born, number);
CREATE INDEX record_scan ON house.record (kind, id);

-- at: microseconds since 1970-01-01T00:00:00Z, never decreasing along positions.
CREATE TABLE house.act (
    position bigint  PRIMARY KEY REFERENCES house.entry,
    rec      bigint  NOT NULL REFERENCES house.record,
    act      text    COLLATE "C" NOT NULL,
    person   uuid    NOT NULL,
    capacity text    COLLATE "C" NOT NULL,
    via      text    COLLATE "C" NOT NULL,
    at       bigint  NOT NULL,
    version  integer NOT NULL,
    state    text    COLLATE "C" NOT NULL
);
CREATE INDEX act_record ON house.act (rec, position);

CREATE TABLE house.erased (
    rec      bigint NOT NULL REFERENCES house.record,
    field    text   COLLATE "C" NOT NULL,
    position bigint NOT NULL REFERENCES house.entry,
    PRIMARY KEY (rec, field, position)
);

-- What was written: erasable, and only by an act `erase` that is the last entry at that moment.

CREATE TABLE house.content (
    position bigint  PRIMARY KEY REFERENCES house.entry,
    rec      bigint  NOT NULL REFERENCES house.record,
    version  integer NOT NULL,
    schema   text    COLLATE "C" NOT NULL,
    json     text    COLLATE "C" NOT NULL,
    salts    text    COLLATE "C" NOT NULL,
    UNIQUE (rec, version)
);

CREATE TABLE house.reason (
    position bigint PRIMARY KEY REFERENCES house.entry,
    text     text   COLLATE "C",
    salt     text   COLLATE "C"
);

-- The end of the ledger, so that whoever writes finds it in one row and holds it: one writes at a time, in the order of
-- the positions. records: how many there are, which is also the last rec. peaks: the complete subtrees of the tree.
CREATE TABLE house.head (
    one     boolean PRIMARY KEY DEFAULT true CHECK (one),
    size    bigint  NOT NULL,
    records bigint  NOT NULL,
    last_at bigint,
    peaks   bytea   NOT NULL
);
INSERT INTO house.head (size, records, peaks) VALUES (0, 0, '');

CREATE FUNCTION house.insert_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is insert-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION house.content_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.position <> OLD.position OR NEW.rec <> OLD.rec OR NEW.version <> OLD.version OR NEW.schema <> OLD.schema
        OR NOT EXISTS (SELECT 1 FROM house.erased WHERE rec = OLD.rec AND position = (SELECT max(position) FROM house.entry))
    THEN
        RAISE EXCEPTION 'content changes only by an act of erasure' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION house.reason_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.position <> OLD.position OR NEW.text IS NOT NULL OR NEW.salt IS NOT NULL
        OR NOT EXISTS (SELECT 1 FROM house.act JOIN house.erased USING (rec)
            WHERE act.position = OLD.position AND erased.position = (SELECT max(position) FROM house.entry))
    THEN
        RAISE EXCEPTION 'a reason changes only by an act of erasure' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER kept BEFORE UPDATE OR DELETE OR TRUNCATE ON house.owner  FOR EACH STATEMENT EXECUTE FUNCTION house.insert_only();
CREATE TRIGGER kept BEFORE UPDATE OR DELETE OR TRUNCATE ON house.entry  FOR EACH STATEMENT EXECUTE FUNCTION house.insert_only();
CREATE TRIGGER kept BEFORE UPDATE OR DELETE OR TRUNCATE ON house.node   FOR EACH STATEMENT EXECUTE FUNCTION house.insert_only();
CREATE TRIGGER kept BEFORE UPDATE OR DELETE OR TRUNCATE ON house.record FOR EACH STATEMENT EXECUTE FUNCTION house.insert_only();
CREATE TRIGGER kept BEFORE UPDATE OR DELETE OR TRUNCATE ON house.act    FOR EACH STATEMENT EXECUTE FUNCTION house.insert_only();
CREATE TRIGGER kept BEFORE UPDATE OR DELETE OR TRUNCATE ON house.erased FOR EACH STATEMENT EXECUTE FUNCTION house.insert_only();
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON house.content FOR EACH STATEMENT EXECUTE FUNCTION house.insert_only();
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON house.reason  FOR EACH STATEMENT EXECUTE FUNCTION house.insert_only();
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON house.head    FOR EACH STATEMENT EXECUTE FUNCTION house.insert_only();
CREATE TRIGGER erasable BEFORE UPDATE ON house.content FOR EACH ROW EXECUTE FUNCTION house.content_erasure();
CREATE TRIGGER erasable BEFORE UPDATE ON house.reason  FOR EACH ROW EXECUTE FUNCTION house.reason_erasure();
