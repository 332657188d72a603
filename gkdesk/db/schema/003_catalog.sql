-- The disclosure catalog (公开事项目录): items keep their key for ever, history is appended.

-- Codes of areas and of level-1 categories inside them; the counters only ever grow, so a key
-- that was given once is never given again.
CREATE TABLE catalog_area (
    code      INTEGER PRIMARY KEY,
    name      TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE catalog_category (
    area      TEXT NOT NULL REFERENCES catalog_area (name),
    name      TEXT NOT NULL,                         -- level 1, empty when the form has none
    code      INTEGER NOT NULL,
    items     INTEGER NOT NULL DEFAULT 0,            -- keys given so far
    PRIMARY KEY (area, name),
    UNIQUE (area, code)
) STRICT;

CREATE TABLE catalog_import (
    id        INTEGER PRIMARY KEY,
    at        TEXT NOT NULL,
    user      TEXT NOT NULL,
    file      TEXT NOT NULL,
    sha256    TEXT NOT NULL,
    counts    TEXT NOT NULL                          -- JSON: added, changed, gone, same
) STRICT;

CREATE TABLE item (
    key         TEXT PRIMARY KEY,
    area        TEXT NOT NULL,
    place       INTEGER NOT NULL,                    -- order within the last workbook
    data        TEXT NOT NULL,                       -- JSON of catalog.model.Item
    revision    INTEGER NOT NULL DEFAULT 1,
    added_on    TEXT NOT NULL,
    changed_on  TEXT NOT NULL,
    retired_on  TEXT                                 -- set when a newer catalog left it out
) STRICT;

CREATE INDEX item_by_area ON item (area, place);

CREATE TABLE item_event (
    id         INTEGER PRIMARY KEY,
    item_key   TEXT NOT NULL REFERENCES item (key),
    import_id  INTEGER NOT NULL REFERENCES catalog_import (id),
    kind       TEXT NOT NULL CHECK (kind IN ('added', 'changed', 'retired')),
    changes    TEXT NOT NULL                         -- JSON: [field, before, after] each
) STRICT;

CREATE TRIGGER item_event_keep_update BEFORE UPDATE ON item_event
BEGIN SELECT RAISE(ABORT, 'item_event is append-only'); END;
CREATE TRIGGER item_event_keep_delete BEFORE DELETE ON item_event
BEGIN SELECT RAISE(ABORT, 'item_event is append-only'); END;
CREATE TRIGGER item_keep_delete BEFORE DELETE ON item
BEGIN SELECT RAISE(ABORT, 'an item is retired, never deleted'); END;
