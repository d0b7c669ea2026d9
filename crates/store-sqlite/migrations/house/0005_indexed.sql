-- By which declarations the cells, links and words of a kind were made.
CREATE TABLE indexed (
    kind  TEXT PRIMARY KEY,
    basis TEXT NOT NULL
) STRICT, WITHOUT ROWID;
