-- 台账: entries whose every change is a further sealed revision; lists handed in; monthly hand-overs.

CREATE TABLE register_entry (
    uid        TEXT PRIMARY KEY,
    register   TEXT NOT NULL,                        -- the form's id
    year       INTEGER NOT NULL,                     -- in which it was registered
    serial     INTEGER NOT NULL,                     -- from 1, gap-free in the year
    at         TEXT NOT NULL,
    by         TEXT NOT NULL,
    UNIQUE (register, year, serial)
) STRICT;

CREATE TABLE register_revision (
    id         INTEGER PRIMARY KEY,
    uid        TEXT NOT NULL UNIQUE,
    entry_uid  TEXT NOT NULL REFERENCES register_entry (uid),
    version    INTEGER NOT NULL,                     -- of the form it was typed into
    act        TEXT NOT NULL,                        -- add, change, cancel, attach, or the form's act
    state      TEXT NOT NULL,                        -- after it
    at         TEXT NOT NULL,
    by         TEXT NOT NULL,
    sealed     BLOB NOT NULL                         -- JSON: values, reason, file
) STRICT;
CREATE INDEX register_revision_of ON register_revision (entry_uid, id);

-- A period's list as it was printed to be stamped, also of a period without entries.
CREATE TABLE register_list (
    uid        TEXT PRIMARY KEY,
    register   TEXT NOT NULL,
    period     TEXT NOT NULL,                        -- 2026-03, 2026Q1
    entries    INTEGER NOT NULL,
    sha256     TEXT NOT NULL,                        -- the archived paper
    at         TEXT NOT NULL,
    by         TEXT NOT NULL
) STRICT;
CREATE INDEX register_list_of ON register_list (register, period);

-- 移送: what happened to one month's published records towards one receiver.
CREATE TABLE transfer_event (
    id         INTEGER PRIMARY KEY,
    uid        TEXT NOT NULL UNIQUE,
    month      TEXT NOT NULL,                        -- 2026-03
    receiver   TEXT NOT NULL,                        -- the code in records_transfer.toml
    kind       TEXT NOT NULL CHECK (kind IN ('handed', 'recalled', 'counted')),
    on_day     TEXT NOT NULL,
    at         TEXT NOT NULL,
    by         TEXT NOT NULL,
    sealed     BLOB NOT NULL                         -- JSON: rows, who received, what was counted
) STRICT;
CREATE INDEX transfer_event_of ON transfer_event (month, receiver);

-- 自查: one sheet a period; the newest revision holds.
CREATE TABLE selfcheck_revision (
    id         INTEGER PRIMARY KEY,
    uid        TEXT NOT NULL UNIQUE,
    period     TEXT NOT NULL,                        -- 2026Q1
    at         TEXT NOT NULL,
    by         TEXT NOT NULL,
    sealed     BLOB NOT NULL                         -- JSON: answers, measured, finished
) STRICT;
CREATE INDEX selfcheck_revision_of ON selfcheck_revision (period, id);

-- What was published or withdrawn in a month is found without reading every event.
CREATE INDEX record_event_by_act ON record_event (act, at);

CREATE TRIGGER register_entry_keep_update BEFORE UPDATE ON register_entry
BEGIN SELECT RAISE(ABORT, 'register_entry is append-only'); END;
CREATE TRIGGER register_entry_keep_delete BEFORE DELETE ON register_entry
BEGIN SELECT RAISE(ABORT, 'register_entry is append-only'); END;
CREATE TRIGGER register_revision_keep_update BEFORE UPDATE ON register_revision
BEGIN SELECT RAISE(ABORT, 'register_revision is append-only'); END;
CREATE TRIGGER register_revision_keep_delete BEFORE DELETE ON register_revision
BEGIN SELECT RAISE(ABORT, 'register_revision is append-only'); END;
CREATE TRIGGER register_list_keep_update BEFORE UPDATE ON register_list
BEGIN SELECT RAISE(ABORT, 'register_list is append-only'); END;
CREATE TRIGGER register_list_keep_delete BEFORE DELETE ON register_list
BEGIN SELECT RAISE(ABORT, 'register_list is append-only'); END;
CREATE TRIGGER transfer_event_keep_update BEFORE UPDATE ON transfer_event
BEGIN SELECT RAISE(ABORT, 'transfer_event is append-only'); END;
CREATE TRIGGER transfer_event_keep_delete BEFORE DELETE ON transfer_event
BEGIN SELECT RAISE(ABORT, 'transfer_event is append-only'); END;
CREATE TRIGGER selfcheck_revision_keep_update BEFORE UPDATE ON selfcheck_revision
BEGIN SELECT RAISE(ABORT, 'selfcheck_revision is append-only'); END;
CREATE TRIGGER selfcheck_revision_keep_delete BEFORE DELETE ON selfcheck_revision
BEGIN SELECT RAISE(ABORT, 'selfcheck_revision is append-only'); END;
