-- What sets the duties of an item off, and what the clerk settled about it.

-- 登记的事项: something happened about an item (人大批准, 作出处罚决定, 举行听证 …) on a day.
CREATE TABLE item_occasion (
    id        INTEGER PRIMARY KEY,
    uid       TEXT NOT NULL UNIQUE,
    item_key  TEXT NOT NULL REFERENCES item (key),
    kind      TEXT NOT NULL,                         -- catalog.duemodel.OccasionKind
    on_day    TEXT NOT NULL,
    sealed    BLOB NOT NULL,                         -- JSON: what; free text may name a person
    at        TEXT NOT NULL,
    user      TEXT NOT NULL
) STRICT;
CREATE INDEX item_occasion_by_item ON item_occasion (item_key, on_day);
CREATE TRIGGER item_occasion_keep_update BEFORE UPDATE ON item_occasion
BEGIN SELECT RAISE(ABORT, 'item_occasion is append-only'); END;
CREATE TRIGGER item_occasion_keep_delete BEFORE DELETE ON item_occasion
BEGIN SELECT RAISE(ABORT, 'item_occasion is append-only'); END;

-- An occasion noted by mistake; it stays to be seen and counts no more.
CREATE TABLE item_occasion_void (
    occasion_uid  TEXT PRIMARY KEY REFERENCES item_occasion (uid),
    sealed        BLOB NOT NULL,                     -- JSON: reason
    at            TEXT NOT NULL,
    user          TEXT NOT NULL
) STRICT;
CREATE TRIGGER item_occasion_void_keep_update BEFORE UPDATE ON item_occasion_void
BEGIN SELECT RAISE(ABORT, 'item_occasion_void is append-only'); END;
CREATE TRIGGER item_occasion_void_keep_delete BEFORE DELETE ON item_occasion_void
BEGIN SELECT RAISE(ABORT, 'item_occasion_void is append-only'); END;

-- What the clerk settled: the newest row of a kind counts, an empty value takes it back.
CREATE TABLE item_mark (
    id        INTEGER PRIMARY KEY,
    item_key  TEXT NOT NULL REFERENCES item (key),
    kind      TEXT NOT NULL CHECK (kind IN ('absent', 'column', 'reading')),
    value     TEXT NOT NULL,                         -- why nothing is owed; dynamic, static; words
    at        TEXT NOT NULL,
    user      TEXT NOT NULL
) STRICT;
CREATE INDEX item_mark_by_item ON item_mark (item_key, kind, id);
CREATE TRIGGER item_mark_keep_update BEFORE UPDATE ON item_mark
BEGIN SELECT RAISE(ABORT, 'item_mark is append-only'); END;
CREATE TRIGGER item_mark_keep_delete BEFORE DELETE ON item_mark
BEGIN SELECT RAISE(ABORT, 'item_mark is append-only'); END;
