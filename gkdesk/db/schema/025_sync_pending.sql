-- What may have to go to the county: one line for each row a room changed since the county took it.
-- Triggers write it, so no room can forget; the next package looks at these rows and no others. A
-- line goes when the county has accepted what was read after it was written.
CREATE TABLE sync_pending (
    id    INTEGER PRIMARY KEY AUTOINCREMENT,          -- grows with every change
    kind  TEXT NOT NULL,
    key   TEXT NOT NULL,                              -- as in the package
    UNIQUE (kind, key)
) STRICT;

-- How far sync_pending went when a package's rows were read.
CREATE TABLE sync_seen (
    package_id  INTEGER PRIMARY KEY REFERENCES sync_package (id),
    pending_id  INTEGER NOT NULL
) STRICT;

-- Figures of the list of packages, so that it need not count every row ever sent.
CREATE TABLE sync_count (
    package_id  INTEGER NOT NULL REFERENCES sync_package (id),
    kind        TEXT NOT NULL,
    count       INTEGER NOT NULL,
    PRIMARY KEY (package_id, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE sync_tally (
    id          INTEGER PRIMARY KEY,
    package_id  INTEGER NOT NULL REFERENCES sync_package (id),
    accepted    INTEGER NOT NULL,                     -- as its newest receipt left it
    returned    INTEGER NOT NULL
) STRICT;
CREATE INDEX sync_tally_package ON sync_tally (package_id, id);

INSERT INTO sync_count (package_id, kind, count)
SELECT package_id, kind, count(*) FROM sync_row GROUP BY package_id, kind;
INSERT INTO sync_tally (package_id, accepted, returned)
SELECT package_id, sum(outcome = 'accepted'), sum(outcome = 'returned') FROM
    (SELECT package_id, outcome, max(id) FROM sync_outcome GROUP BY package_id, kind, key)
 GROUP BY package_id;

CREATE INDEX sync_row_key ON sync_row (kind, key);
CREATE INDEX sync_outcome_accepted ON sync_outcome (kind, key) WHERE outcome = 'accepted';

CREATE TRIGGER sync_seen_keep_update BEFORE UPDATE ON sync_seen
BEGIN SELECT RAISE(ABORT, 'sync_seen is append-only'); END;
CREATE TRIGGER sync_seen_keep_delete BEFORE DELETE ON sync_seen
BEGIN SELECT RAISE(ABORT, 'sync_seen is append-only'); END;
CREATE TRIGGER sync_count_keep_update BEFORE UPDATE ON sync_count
BEGIN SELECT RAISE(ABORT, 'sync_count is append-only'); END;
CREATE TRIGGER sync_count_keep_delete BEFORE DELETE ON sync_count
BEGIN SELECT RAISE(ABORT, 'sync_count is append-only'); END;
CREATE TRIGGER sync_tally_keep_update BEFORE UPDATE ON sync_tally
BEGIN SELECT RAISE(ABORT, 'sync_tally is append-only'); END;
CREATE TRIGGER sync_tally_keep_delete BEFORE DELETE ON sync_tally
BEGIN SELECT RAISE(ABORT, 'sync_tally is append-only'); END;

-- everything an older file holds is looked at once more
INSERT INTO sync_pending (kind, key) SELECT 'item', key FROM item;
INSERT INTO sync_pending (kind, key)
SELECT 'record', uid FROM record WHERE state IN ('published', 'withdrawn');
INSERT INTO sync_pending (kind, key) SELECT 'request', number FROM request WHERE matter = 'information';
INSERT INTO sync_pending (kind, key)
SELECT DISTINCT 'sheet', CASE v.code WHEN '' THEN v.name ELSE v.code END || '/' || s.form || '/' || s.period
  FROM village_sheet s JOIN village v ON v.uid = s.village_uid
 WHERE EXISTS (SELECT 1 FROM village_posting p WHERE p.sheet_uid = s.uid);

-- DELETE and INSERT, not REPLACE: inside a trigger the outer statement's ON CONFLICT would win
CREATE TRIGGER sync_pending_returned AFTER INSERT ON sync_outcome WHEN NEW.outcome = 'returned' BEGIN
    DELETE FROM sync_pending WHERE kind = NEW.kind AND key = NEW.key;
    INSERT INTO sync_pending (kind, key) VALUES (NEW.kind, NEW.key);
END;

CREATE TRIGGER sync_pending_item_new AFTER INSERT ON item BEGIN
    DELETE FROM sync_pending WHERE kind = 'item' AND key = NEW.key;
    INSERT INTO sync_pending (kind, key) VALUES ('item', NEW.key);
END;
CREATE TRIGGER sync_pending_item AFTER UPDATE OF data, revision, retired_on ON item BEGIN
    DELETE FROM sync_pending WHERE kind = 'item' AND key = NEW.key;
    INSERT INTO sync_pending (kind, key) VALUES ('item', NEW.key);
END;

CREATE TRIGGER sync_pending_record_new AFTER INSERT ON record
WHEN NEW.state IN ('published', 'withdrawn') BEGIN
    DELETE FROM sync_pending WHERE kind = 'record' AND key = NEW.uid;
    INSERT INTO sync_pending (kind, key) VALUES ('record', NEW.uid);
END;
CREATE TRIGGER sync_pending_record
AFTER UPDATE OF number, item_key, attribute, made_on, sealed, state, revision ON record
WHEN NEW.state IN ('published', 'withdrawn') OR OLD.state IN ('published', 'withdrawn') BEGIN
    DELETE FROM sync_pending WHERE kind = 'record' AND key = NEW.uid;
    INSERT INTO sync_pending (kind, key) VALUES ('record', NEW.uid);
END;
CREATE TRIGGER sync_pending_record_file_new AFTER INSERT ON record_file BEGIN
    DELETE FROM sync_pending WHERE kind = 'record' AND key = NEW.record_uid;
    INSERT INTO sync_pending (kind, key)
    SELECT 'record', uid FROM record WHERE uid = NEW.record_uid AND state IN ('published', 'withdrawn');
END;
CREATE TRIGGER sync_pending_record_file AFTER UPDATE ON record_file BEGIN
    DELETE FROM sync_pending WHERE kind = 'record' AND key = NEW.record_uid;
    INSERT INTO sync_pending (kind, key)
    SELECT 'record', uid FROM record WHERE uid = NEW.record_uid AND state IN ('published', 'withdrawn');
END;

CREATE TRIGGER sync_pending_request_new AFTER INSERT ON request BEGIN
    DELETE FROM sync_pending WHERE kind = 'request' AND key = NEW.number;
    INSERT INTO sync_pending (kind, key) VALUES ('request', NEW.number);
END;
CREATE TRIGGER sync_pending_request
AFTER UPDATE OF number, channel, received_on, state, outcome, closed_on, revision, matter ON request BEGIN
    DELETE FROM sync_pending WHERE kind = 'request' AND key = NEW.number;
    INSERT INTO sync_pending (kind, key) VALUES ('request', NEW.number);
END;

-- A sheet is named by village, form and period; what is told of it hangs on postings and printings.
CREATE VIEW sync_sheet AS
SELECT s.uid, s.village_uid,
       CASE v.code WHEN '' THEN v.name ELSE v.code END || '/' || s.form || '/' || s.period AS key
  FROM village_sheet s JOIN village v ON v.uid = s.village_uid;

CREATE TRIGGER sync_pending_posting AFTER INSERT ON village_posting BEGIN
    DELETE FROM sync_pending WHERE kind = 'sheet'
       AND key = (SELECT key FROM sync_sheet WHERE uid = NEW.sheet_uid);
    INSERT INTO sync_pending (kind, key) SELECT 'sheet', key FROM sync_sheet WHERE uid = NEW.sheet_uid;
END;
CREATE TRIGGER sync_pending_posting_end AFTER INSERT ON village_posting_end BEGIN
    DELETE FROM sync_pending WHERE kind = 'sheet' AND key = (SELECT key FROM sync_sheet
     WHERE uid = (SELECT sheet_uid FROM village_posting WHERE uid = NEW.posting_uid));
    INSERT INTO sync_pending (kind, key) SELECT 'sheet', key FROM sync_sheet
     WHERE uid = (SELECT sheet_uid FROM village_posting WHERE uid = NEW.posting_uid);
END;
CREATE TRIGGER sync_pending_posting_void AFTER INSERT ON village_void WHEN NEW.kind = 'posting' BEGIN
    DELETE FROM sync_pending WHERE kind = 'sheet' AND key = (SELECT key FROM sync_sheet
     WHERE uid = (SELECT sheet_uid FROM village_posting WHERE uid = NEW.uid));
    INSERT INTO sync_pending (kind, key) SELECT 'sheet', key FROM sync_sheet
     WHERE uid = (SELECT sheet_uid FROM village_posting WHERE uid = NEW.uid);
END;
CREATE TRIGGER sync_pending_sheet_event AFTER INSERT ON village_sheet_event
WHEN EXISTS (SELECT 1 FROM village_posting WHERE sheet_uid = NEW.sheet_uid) BEGIN
    DELETE FROM sync_pending WHERE kind = 'sheet'
       AND key = (SELECT key FROM sync_sheet WHERE uid = NEW.sheet_uid);
    INSERT INTO sync_pending (kind, key) SELECT 'sheet', key FROM sync_sheet WHERE uid = NEW.sheet_uid;
END;
CREATE TRIGGER sync_pending_village AFTER UPDATE OF name, code ON village
WHEN NEW.name <> OLD.name OR NEW.code <> OLD.code BEGIN
    DELETE FROM sync_pending WHERE kind = 'sheet'
       AND key IN (SELECT key FROM sync_sheet WHERE village_uid = NEW.uid);
    INSERT INTO sync_pending (kind, key)
    SELECT DISTINCT 'sheet', t.key FROM sync_sheet t WHERE t.village_uid = NEW.uid
       AND EXISTS (SELECT 1 FROM village_posting p WHERE p.sheet_uid = t.uid);
END;
