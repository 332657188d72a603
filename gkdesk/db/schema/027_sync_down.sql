-- Packages the county sent to this office, and what was done with each part. Nothing is changed:
-- a part's state is its newest change. Contents stand here whole, so that what is applied does not
-- hang on a drive, and what was there before can be put back byte for byte.

CREATE TABLE down_package (
    id                INTEGER PRIMARY KEY,
    county            TEXT NOT NULL,
    number            TEXT NOT NULL,                     -- 2026-001, of this county
    name              TEXT NOT NULL UNIQUE,
    statement         TEXT NOT NULL,                     -- package.json, which was signed
    statement_sha256  TEXT NOT NULL,
    signer            TEXT NOT NULL,                     -- fingerprint of the signing key
    made_at           TEXT NOT NULL,
    note              TEXT NOT NULL,
    from_on           TEXT NOT NULL,                     -- ISO day, or empty
    missing           TEXT NOT NULL,                     -- number of the one before that never came
    folder            TEXT NOT NULL,                     -- where it was read; the answer goes there
    received_at       TEXT NOT NULL,
    received_by       TEXT NOT NULL,
    UNIQUE (county, number)
) STRICT;

CREATE TABLE down_part (
    id          INTEGER PRIMARY KEY,
    package_id  INTEGER NOT NULL REFERENCES down_package (id),
    place       INTEGER NOT NULL,
    kind        TEXT NOT NULL CHECK (kind IN ('catalog', 'calendar', 'form', 'key', 'key_end')),
    target      TEXT NOT NULL,
    title       TEXT NOT NULL,
    file        TEXT NOT NULL,
    sha256      TEXT NOT NULL,
    content     BLOB NOT NULL,
    UNIQUE (package_id, place),
    UNIQUE (package_id, target)
) STRICT;
CREATE INDEX down_part_target ON down_part (target, package_id);

-- What was decided, before any file is touched. path: below the office's folder, empty when the
-- part is no file. A content that is NULL: no file there.
CREATE TABLE down_change (
    id              INTEGER PRIMARY KEY,
    part_id         INTEGER NOT NULL REFERENCES down_part (id),
    act             TEXT NOT NULL CHECK (act IN ('apply', 'undo', 'leave')),
    path            TEXT NOT NULL DEFAULT '',
    before          BLOB,
    after           BLOB,
    version_before  INTEGER,                             -- of the catalog
    version_after   INTEGER,
    at              TEXT NOT NULL,
    by              TEXT NOT NULL
) STRICT;
CREATE INDEX down_change_part ON down_change (part_id, id);
CREATE INDEX down_change_path ON down_change (path, id);

-- The file of a change stands as it should; a change without is written when the office is opened.
CREATE TABLE down_written (
    change_id  INTEGER PRIMARY KEY REFERENCES down_change (id),
    found      TEXT NOT NULL CHECK (found IN ('written', 'changed')),
    at         TEXT NOT NULL
) STRICT;

CREATE TRIGGER down_package_keep_update BEFORE UPDATE ON down_package
BEGIN SELECT RAISE(ABORT, 'down_package is append-only'); END;
CREATE TRIGGER down_package_keep_delete BEFORE DELETE ON down_package
BEGIN SELECT RAISE(ABORT, 'down_package is append-only'); END;
CREATE TRIGGER down_part_keep_update BEFORE UPDATE ON down_part
BEGIN SELECT RAISE(ABORT, 'down_part is append-only'); END;
CREATE TRIGGER down_part_keep_delete BEFORE DELETE ON down_part
BEGIN SELECT RAISE(ABORT, 'down_part is append-only'); END;
CREATE TRIGGER down_change_keep_update BEFORE UPDATE ON down_change
BEGIN SELECT RAISE(ABORT, 'down_change is append-only'); END;
CREATE TRIGGER down_change_keep_delete BEFORE DELETE ON down_change
BEGIN SELECT RAISE(ABORT, 'down_change is append-only'); END;
CREATE TRIGGER down_written_keep_update BEFORE UPDATE ON down_written
BEGIN SELECT RAISE(ABORT, 'down_written is append-only'); END;
CREATE TRIGGER down_written_keep_delete BEFORE DELETE ON down_written
BEGIN SELECT RAISE(ABORT, 'down_written is append-only'); END;
