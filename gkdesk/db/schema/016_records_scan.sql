-- What the privacy scan of a record found, what was decided, and the certificate kept with it.

CREATE TABLE record_scan (
    id          INTEGER PRIMARY KEY,
    uid         TEXT NOT NULL UNIQUE,
    record_uid  TEXT NOT NULL REFERENCES record (uid),
    at          TEXT NOT NULL,
    user        TEXT NOT NULL,
    sealed      BLOB NOT NULL                        -- JSON: the certificate; places may name persons
) STRICT;

CREATE INDEX record_scan_by_record ON record_scan (record_uid, id);

CREATE TABLE record_scan_decision (
    id          INTEGER PRIMARY KEY,
    uid         TEXT NOT NULL UNIQUE,
    record_uid  TEXT NOT NULL REFERENCES record (uid),
    at          TEXT NOT NULL,
    user        TEXT NOT NULL,
    role        TEXT NOT NULL,
    choice      TEXT NOT NULL CHECK (choice IN ('delete', 'mask', 'release')),
    sealed      BLOB NOT NULL                        -- JSON: mark of the hit, reason
) STRICT;

CREATE INDEX record_scan_decision_by_record ON record_scan_decision (record_uid, id);

CREATE TRIGGER record_scan_keep_update BEFORE UPDATE ON record_scan
BEGIN SELECT RAISE(ABORT, 'record_scan is append-only'); END;
CREATE TRIGGER record_scan_keep_delete BEFORE DELETE ON record_scan
BEGIN SELECT RAISE(ABORT, 'record_scan is append-only'); END;
CREATE TRIGGER record_scan_decision_keep_update BEFORE UPDATE ON record_scan_decision
BEGIN SELECT RAISE(ABORT, 'record_scan_decision is append-only'); END;
CREATE TRIGGER record_scan_decision_keep_delete BEFORE DELETE ON record_scan_decision
BEGIN SELECT RAISE(ABORT, 'record_scan_decision is append-only'); END;
