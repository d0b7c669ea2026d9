-- A record as it stands is one row: a page of a register reads fifty of them that lie all over the tables, and each further
-- table is as many pages of the file more. So a span of today has what was in `audience`, and what `record` says of it.

CREATE TABLE stands (
    rec              INTEGER PRIMARY KEY REFERENCES record,
    id               BLOB    NOT NULL,
    kind             TEXT    NOT NULL,
    reference        TEXT    NOT NULL,
    born             INTEGER NOT NULL,
    created_by       BLOB    NOT NULL,
    created_at       INTEGER NOT NULL,
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
    -- Who may read, today. related: ids of 16 bytes each, ascending.
    openness         INTEGER NOT NULL CHECK (openness BETWEEN 0 AND 2),
    related          BLOB    NOT NULL
) STRICT;
INSERT INTO stands
    SELECT rec, r.id, r.kind, r.reference, r.born, r.created_by, r.created_at, s.from_pos, s.state, s.version, s.content_pos, s.title,
        s.state_by, s.state_at, s.state_pos, s.changed_by, s.changed_at, s.approved_version, s.approved_by, s.approved_at,
        s.approved_pos, s.authors, s.why, a.openness, a.related
    FROM span s JOIN record r USING (rec) JOIN audience a USING (rec) ORDER BY rec;
DROP TABLE span;
DROP TABLE audience;
ALTER TABLE stands RENAME TO span;
CREATE INDEX span_open ON span (openness, kind);

-- How often cells were made anew without an act.
CREATE TABLE anew (
    times INTEGER NOT NULL
) STRICT;
INSERT INTO anew (times) VALUES (0);
