-- What the clerk said a wording of a workbook means; used at every later import.
CREATE TABLE catalog_alias (
    id         INTEGER PRIMARY KEY,
    kind       TEXT NOT NULL CHECK (kind IN ('limit', 'heading', 'channel', 'unmarked', 'area')),
    text       TEXT NOT NULL,                        -- as compared, without blanks
    meaning    TEXT NOT NULL,
    at         TEXT NOT NULL,
    by         TEXT NOT NULL,
    undone_at  TEXT
) STRICT;
CREATE UNIQUE INDEX catalog_alias_in_use ON catalog_alias (kind, text) WHERE undone_at IS NULL;
