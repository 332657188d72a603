-- Villages over time, the items they publish, and the ledger of what hangs: photos, windows, objections.

ALTER TABLE village ADD COLUMN code8 TEXT NOT NULL DEFAULT '';  -- 8 digits, as some 一卡通 exports print

-- A rename, merger, split-off end, alias or new code, with the day it took force.
CREATE TABLE village_change (
    uid         TEXT PRIMARY KEY,
    village_uid TEXT NOT NULL REFERENCES village (uid),
    kind        TEXT NOT NULL CHECK (kind IN ('renamed', 'merged', 'ended', 'alias', 'code')),
    on_day      TEXT NOT NULL,
    detail      TEXT NOT NULL,                       -- JSON: before, after, into
    at          TEXT NOT NULL,
    by          TEXT NOT NULL
) STRICT;
CREATE INDEX village_change_village ON village_change (village_uid);

-- What a board shows and looks like; the newest row holds.
CREATE TABLE village_board_fact (
    uid          TEXT PRIMARY KEY,
    board_uid    TEXT NOT NULL REFERENCES village_board (uid),
    sections     TEXT NOT NULL DEFAULT '[]',         -- JSON list: 党务, 村务, 财务…
    photo_sha256 TEXT NOT NULL DEFAULT '',           -- in the archive
    at           TEXT NOT NULL,
    by           TEXT NOT NULL
) STRICT;

-- A catalogue of items the office adopted or imported, in force from a day.
CREATE TABLE village_catalogue (
    uid           TEXT PRIMARY KEY,
    name          TEXT NOT NULL,
    from_on       TEXT NOT NULL,
    source        TEXT NOT NULL,
    status        TEXT NOT NULL,
    items         TEXT NOT NULL,                     -- JSON of Item, no personal data
    source_sha256 TEXT NOT NULL DEFAULT '',
    at            TEXT NOT NULL,
    by            TEXT NOT NULL
) STRICT;

-- Something that happened and must be published within days: a batch of relief, a decision.
CREATE TABLE village_matter (
    uid         TEXT PRIMARY KEY,
    village_uid TEXT NOT NULL REFERENCES village (uid),
    item        TEXT NOT NULL,
    title       TEXT NOT NULL,                       -- the batch, never a name
    happened_on TEXT NOT NULL,
    due_on      TEXT NOT NULL,
    at          TEXT NOT NULL,
    by          TEXT NOT NULL
) STRICT;

-- A paper that hangs and was not made from a sheet of ours: a text, a notice of the county.
CREATE TABLE village_notice (
    uid         TEXT PRIMARY KEY,
    village_uid TEXT NOT NULL REFERENCES village (uid),
    item        TEXT NOT NULL,
    period      TEXT NOT NULL DEFAULT '',            -- empty when it answers a matter
    matter_uid  TEXT REFERENCES village_matter (uid),
    board_uid   TEXT NOT NULL REFERENCES village_board (uid),
    posted_on   TEXT NOT NULL,
    keep_until  TEXT NOT NULL,                       -- first day it may be taken down
    at          TEXT NOT NULL,
    by          TEXT NOT NULL
) STRICT;

-- The objection window (公示期) printed on a posted sheet; kept apart from its keep-up days.
CREATE TABLE village_posting_window (
    posting_uid TEXT PRIMARY KEY REFERENCES village_posting (uid),
    code        TEXT NOT NULL,
    label       TEXT NOT NULL,
    days        INTEGER NOT NULL,
    unit        TEXT NOT NULL,
    mode        TEXT NOT NULL,
    printed_end TEXT NOT NULL,                       -- last day, as printed
    closed_on   TEXT NOT NULL                        -- first day after it, counted the safe way
) STRICT;

-- Photos of a board; the file lies sealed in the archive.
CREATE TABLE village_photo (
    uid         TEXT PRIMARY KEY,
    posting_uid TEXT NOT NULL REFERENCES village_posting (uid),
    kind        TEXT NOT NULL CHECK (kind IN ('near', 'far', 'before')),
    sha256      TEXT NOT NULL,                       -- proves one posting that was not cancelled
    likeness    TEXT NOT NULL,                       -- 64-bit difference hash, 16 hex digits
    taken_at    TEXT NOT NULL DEFAULT '',            -- EXIF, empty when the file has none
    warnings    TEXT NOT NULL DEFAULT '[]',          -- JSON list
    at          TEXT NOT NULL,
    by          TEXT NOT NULL
) STRICT;

CREATE INDEX village_photo_posting ON village_photo (posting_uid);
CREATE INDEX village_photo_sha256 ON village_photo (sha256);

-- Which matters a posted sheet answers; the same sheet may answer several.
CREATE TABLE village_posting_matter (
    posting_uid TEXT NOT NULL REFERENCES village_posting (uid),
    matter_uid  TEXT NOT NULL REFERENCES village_matter (uid),
    at          TEXT NOT NULL,
    by          TEXT NOT NULL,
    PRIMARY KEY (posting_uid, matter_uid)
) STRICT;

-- A counter-row (冲销): an entry of the ledger made by mistake. Both rows stay.
CREATE TABLE village_void (
    uid    TEXT PRIMARY KEY,                         -- of the posting, photo, notice or matter
    kind   TEXT NOT NULL CHECK (kind IN ('posting', 'photo', 'notice', 'matter')),
    reason TEXT NOT NULL,                            -- no personal data
    at     TEXT NOT NULL,
    by     TEXT NOT NULL
) STRICT;

CREATE TABLE village_objection (
    uid         TEXT PRIMARY KEY,
    sheet_uid   TEXT NOT NULL REFERENCES village_sheet (uid),
    received_on TEXT NOT NULL,
    channel     TEXT NOT NULL,
    due_on      TEXT NOT NULL,
    subject     TEXT NOT NULL,                       -- the matter in a few words, never a name
    sealed      BLOB NOT NULL,                       -- JSON: name, content
    at          TEXT NOT NULL,
    by          TEXT NOT NULL
) STRICT;
CREATE INDEX village_objection_sheet ON village_objection (sheet_uid);

CREATE TABLE village_objection_event (
    uid           TEXT PRIMARY KEY,
    objection_uid TEXT NOT NULL REFERENCES village_objection (uid),
    kind          TEXT NOT NULL CHECK (kind IN ('answered', 'escalated', 'closed')),
    happened_on   TEXT NOT NULL,
    due_on        TEXT NOT NULL DEFAULT '',          -- of an escalated one: the day for the answer
    escalated_to  TEXT NOT NULL DEFAULT '' CHECK (escalated_to IN ('', 'town', 'county')),
    founded       INTEGER NOT NULL DEFAULT 0 CHECK (founded IN (0, 1)),
    result        TEXT NOT NULL DEFAULT '',          -- printed in the list, never a name
    sealed        BLOB,                              -- JSON: finding, answer
    at            TEXT NOT NULL,
    by            TEXT NOT NULL
) STRICT;
CREATE INDEX village_objection_event_of ON village_objection_event (objection_uid);

-- The life of a sheet ends with 归档: one more kind of event.
CREATE TABLE village_sheet_event_new (
    uid         TEXT PRIMARY KEY,
    sheet_uid   TEXT NOT NULL REFERENCES village_sheet (uid),
    kind        TEXT NOT NULL CHECK (kind IN ('reviewed', 'printed', 'archived')),
    happened_on TEXT NOT NULL,
    at          TEXT NOT NULL,
    by          TEXT NOT NULL,
    detail      TEXT NOT NULL DEFAULT '{}',          -- JSON, no personal data
    sealed      BLOB                                 -- the reviewer's name
) STRICT;
INSERT INTO village_sheet_event_new SELECT uid, sheet_uid, kind, happened_on, at, by, detail, sealed
  FROM village_sheet_event ORDER BY rowid;
DROP TABLE village_sheet_event;
ALTER TABLE village_sheet_event_new RENAME TO village_sheet_event;
CREATE INDEX village_sheet_event_sheet ON village_sheet_event (sheet_uid);

CREATE TRIGGER village_change_keep_update BEFORE UPDATE ON village_change
BEGIN SELECT RAISE(ABORT, 'village_change is append-only'); END;
CREATE TRIGGER village_change_keep_delete BEFORE DELETE ON village_change
BEGIN SELECT RAISE(ABORT, 'village_change is append-only'); END;
CREATE TRIGGER village_board_fact_keep_update BEFORE UPDATE ON village_board_fact
BEGIN SELECT RAISE(ABORT, 'village_board_fact is append-only'); END;
CREATE TRIGGER village_board_fact_keep_delete BEFORE DELETE ON village_board_fact
BEGIN SELECT RAISE(ABORT, 'village_board_fact is append-only'); END;
CREATE TRIGGER village_catalogue_keep_update BEFORE UPDATE ON village_catalogue
BEGIN SELECT RAISE(ABORT, 'village_catalogue is append-only'); END;
CREATE TRIGGER village_catalogue_keep_delete BEFORE DELETE ON village_catalogue
BEGIN SELECT RAISE(ABORT, 'village_catalogue is append-only'); END;
CREATE TRIGGER village_matter_keep_update BEFORE UPDATE ON village_matter
BEGIN SELECT RAISE(ABORT, 'village_matter is append-only'); END;
CREATE TRIGGER village_matter_keep_delete BEFORE DELETE ON village_matter
BEGIN SELECT RAISE(ABORT, 'village_matter is append-only'); END;
CREATE TRIGGER village_notice_keep_update BEFORE UPDATE ON village_notice
BEGIN SELECT RAISE(ABORT, 'village_notice is append-only'); END;
CREATE TRIGGER village_notice_keep_delete BEFORE DELETE ON village_notice
BEGIN SELECT RAISE(ABORT, 'village_notice is append-only'); END;
CREATE TRIGGER village_posting_window_keep_update BEFORE UPDATE ON village_posting_window
BEGIN SELECT RAISE(ABORT, 'village_posting_window is append-only'); END;
CREATE TRIGGER village_posting_window_keep_delete BEFORE DELETE ON village_posting_window
BEGIN SELECT RAISE(ABORT, 'village_posting_window is append-only'); END;
CREATE TRIGGER village_photo_keep_update BEFORE UPDATE ON village_photo
BEGIN SELECT RAISE(ABORT, 'village_photo is append-only'); END;
CREATE TRIGGER village_photo_keep_delete BEFORE DELETE ON village_photo
BEGIN SELECT RAISE(ABORT, 'village_photo is append-only'); END;
CREATE TRIGGER village_posting_matter_keep_update BEFORE UPDATE ON village_posting_matter
BEGIN SELECT RAISE(ABORT, 'village_posting_matter is append-only'); END;
CREATE TRIGGER village_posting_matter_keep_delete BEFORE DELETE ON village_posting_matter
BEGIN SELECT RAISE(ABORT, 'village_posting_matter is append-only'); END;
CREATE TRIGGER village_void_keep_update BEFORE UPDATE ON village_void
BEGIN SELECT RAISE(ABORT, 'village_void is append-only'); END;
CREATE TRIGGER village_void_keep_delete BEFORE DELETE ON village_void
BEGIN SELECT RAISE(ABORT, 'village_void is append-only'); END;
CREATE TRIGGER village_objection_keep_update BEFORE UPDATE ON village_objection
BEGIN SELECT RAISE(ABORT, 'village_objection is append-only'); END;
CREATE TRIGGER village_objection_keep_delete BEFORE DELETE ON village_objection
BEGIN SELECT RAISE(ABORT, 'village_objection is append-only'); END;
CREATE TRIGGER village_objection_event_keep_update BEFORE UPDATE ON village_objection_event
BEGIN SELECT RAISE(ABORT, 'village_objection_event is append-only'); END;
CREATE TRIGGER village_objection_event_keep_delete BEFORE DELETE ON village_objection_event
BEGIN SELECT RAISE(ABORT, 'village_objection_event is append-only'); END;
CREATE TRIGGER village_sheet_event_keep_update BEFORE UPDATE ON village_sheet_event
BEGIN SELECT RAISE(ABORT, 'village_sheet_event is append-only'); END;
CREATE TRIGGER village_sheet_event_keep_delete BEFORE DELETE ON village_sheet_event
BEGIN SELECT RAISE(ABORT, 'village_sheet_event is append-only'); END;
