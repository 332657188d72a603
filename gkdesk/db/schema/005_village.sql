-- Villages, their boards, the sheets they hand in, and what hangs where.

CREATE TABLE village (
    uid         TEXT PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE,
    code        TEXT NOT NULL DEFAULT '',            -- 统计用区划代码, 12 digits, or empty
    aliases     TEXT NOT NULL DEFAULT '[]',          -- JSON list
    committee   TEXT NOT NULL DEFAULT '',
    collective  TEXT NOT NULL DEFAULT '',
    made_at     TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX village_code ON village (code) WHERE code <> '';

CREATE TABLE village_board (
    uid         TEXT PRIMARY KEY,
    village_uid TEXT NOT NULL REFERENCES village (uid),
    name        TEXT NOT NULL,
    place       TEXT NOT NULL DEFAULT '',
    w_mm        INTEGER NOT NULL,
    h_mm        INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    UNIQUE (village_uid, name)
) STRICT;

-- One version of one village's sheet; a new import adds a version, none is ever changed.
CREATE TABLE village_sheet (
    uid           TEXT PRIMARY KEY,
    village_uid   TEXT NOT NULL REFERENCES village (uid),
    form          TEXT NOT NULL,
    form_version  INTEGER NOT NULL,
    period        TEXT NOT NULL,
    version       INTEGER NOT NULL,
    figures       TEXT NOT NULL,                     -- JSON of SheetData, no personal data
    sealed        BLOB NOT NULL,                     -- JSON: note, problems, source file name
    fingerprint   BLOB NOT NULL,                     -- keyed hash of figures and note
    blocking      INTEGER NOT NULL CHECK (blocking IN (0, 1)),
    source_sha256 TEXT NOT NULL,
    made_at       TEXT NOT NULL,
    made_by       TEXT NOT NULL,
    UNIQUE (village_uid, form, period, version)
) STRICT;
CREATE INDEX village_sheet_period ON village_sheet (period, form);

CREATE TABLE village_sheet_event (
    uid         TEXT PRIMARY KEY,
    sheet_uid   TEXT NOT NULL REFERENCES village_sheet (uid),
    kind        TEXT NOT NULL CHECK (kind IN ('reviewed', 'printed')),
    happened_on TEXT NOT NULL,
    at          TEXT NOT NULL,
    by          TEXT NOT NULL,
    detail      TEXT NOT NULL DEFAULT '{}',          -- JSON, no personal data
    sealed      BLOB                                 -- the reviewer's name
) STRICT;
CREATE INDEX village_sheet_event_sheet ON village_sheet_event (sheet_uid);

CREATE TABLE village_posting (
    uid         TEXT PRIMARY KEY,
    sheet_uid   TEXT NOT NULL REFERENCES village_sheet (uid),
    board_uid   TEXT NOT NULL REFERENCES village_board (uid),
    posted_on   TEXT NOT NULL,
    keep_until  TEXT NOT NULL,                       -- first day it may be taken down
    at          TEXT NOT NULL,
    by          TEXT NOT NULL
) STRICT;
CREATE INDEX village_posting_sheet ON village_posting (sheet_uid);

CREATE TABLE village_posting_end (
    posting_uid   TEXT PRIMARY KEY REFERENCES village_posting (uid),
    taken_down_on TEXT NOT NULL,
    reason        TEXT NOT NULL DEFAULT '',          -- why before keep_until
    at            TEXT NOT NULL,
    by            TEXT NOT NULL
) STRICT;

CREATE TRIGGER village_sheet_keep_update BEFORE UPDATE ON village_sheet
BEGIN SELECT RAISE(ABORT, 'village_sheet is append-only'); END;
CREATE TRIGGER village_sheet_keep_delete BEFORE DELETE ON village_sheet
BEGIN SELECT RAISE(ABORT, 'village_sheet is append-only'); END;
CREATE TRIGGER village_sheet_event_keep_update BEFORE UPDATE ON village_sheet_event
BEGIN SELECT RAISE(ABORT, 'village_sheet_event is append-only'); END;
CREATE TRIGGER village_sheet_event_keep_delete BEFORE DELETE ON village_sheet_event
BEGIN SELECT RAISE(ABORT, 'village_sheet_event is append-only'); END;
CREATE TRIGGER village_posting_keep_update BEFORE UPDATE ON village_posting
BEGIN SELECT RAISE(ABORT, 'village_posting is append-only'); END;
CREATE TRIGGER village_posting_keep_delete BEFORE DELETE ON village_posting
BEGIN SELECT RAISE(ABORT, 'village_posting is append-only'); END;
CREATE TRIGGER village_posting_end_keep_update BEFORE UPDATE ON village_posting_end
BEGIN SELECT RAISE(ABORT, 'village_posting_end is append-only'); END;
CREATE TRIGGER village_posting_end_keep_delete BEFORE DELETE ON village_posting_end
BEGIN SELECT RAISE(ABORT, 'village_posting_end is append-only'); END;
