-- Sync packages this office wrote, and the receipts that came back. Nothing here is ever changed:
-- a package's state is its newest event, a row's fate is its newest outcome.

CREATE TABLE sync_package (
    id               INTEGER PRIMARY KEY,
    number           TEXT NOT NULL UNIQUE,               -- 2026-001
    year             INTEGER NOT NULL,
    sequence         INTEGER NOT NULL CHECK (sequence >= 1),
    name             TEXT NOT NULL UNIQUE,
    manifest_sha256  TEXT NOT NULL UNIQUE,
    predecessor      TEXT NOT NULL DEFAULT '',           -- number of the package before it
    folder           TEXT NOT NULL,
    mount_root       TEXT NOT NULL,                      -- where the drive was mounted
    file_count       INTEGER NOT NULL,
    size             INTEGER NOT NULL,                   -- bytes
    made_at          TEXT NOT NULL,
    made_by          TEXT NOT NULL,                      -- the user's name
    UNIQUE (year, sequence)
) STRICT;

CREATE TABLE sync_row (
    package_id  INTEGER NOT NULL REFERENCES sync_package (id),
    kind        TEXT NOT NULL,
    key         TEXT NOT NULL,
    revision    INTEGER NOT NULL,
    digest      TEXT NOT NULL,
    PRIMARY KEY (package_id, kind, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE sync_event (
    id          INTEGER PRIMARY KEY,
    package_id  INTEGER NOT NULL REFERENCES sync_package (id),
    state       TEXT NOT NULL CHECK (state IN
                ('written', 'verified', 'delivered', 'returned', 'refused', 'void')),
    at          TEXT NOT NULL,
    receipt     TEXT                                     -- SHA-256 of the receipt that said so
) STRICT;
CREATE INDEX sync_event_package ON sync_event (package_id, id);

CREATE TABLE sync_outcome (
    id          INTEGER PRIMARY KEY,
    package_id  INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    key         TEXT NOT NULL,
    outcome     TEXT NOT NULL CHECK (outcome IN ('accepted', 'returned')),
    reason      TEXT NOT NULL DEFAULT '',
    FOREIGN KEY (package_id, kind, key) REFERENCES sync_row (package_id, kind, key)
) STRICT;
CREATE INDEX sync_outcome_row ON sync_outcome (package_id, kind, key, id);
CREATE INDEX sync_outcome_returned ON sync_outcome (id) WHERE outcome = 'returned';

CREATE TRIGGER sync_package_keep_update BEFORE UPDATE ON sync_package
BEGIN SELECT RAISE(ABORT, 'sync_package is append-only'); END;
CREATE TRIGGER sync_package_keep_delete BEFORE DELETE ON sync_package
BEGIN SELECT RAISE(ABORT, 'sync_package is append-only'); END;
CREATE TRIGGER sync_row_keep_update BEFORE UPDATE ON sync_row
BEGIN SELECT RAISE(ABORT, 'sync_row is append-only'); END;
CREATE TRIGGER sync_row_keep_delete BEFORE DELETE ON sync_row
BEGIN SELECT RAISE(ABORT, 'sync_row is append-only'); END;
CREATE TRIGGER sync_event_keep_update BEFORE UPDATE ON sync_event
BEGIN SELECT RAISE(ABORT, 'sync_event is append-only'); END;
CREATE TRIGGER sync_event_keep_delete BEFORE DELETE ON sync_event
BEGIN SELECT RAISE(ABORT, 'sync_event is append-only'); END;
CREATE TRIGGER sync_outcome_keep_update BEFORE UPDATE ON sync_outcome
BEGIN SELECT RAISE(ABORT, 'sync_outcome is append-only'); END;
CREATE TRIGGER sync_outcome_keep_delete BEFORE DELETE ON sync_outcome
BEGIN SELECT RAISE(ABORT, 'sync_outcome is append-only'); END;
