-- Records to their full shape: three reviews, attributes that do not publish, a narrow list, evidence,
-- links, attachments, validity and re-assessment. A CHECK cannot be widened in place, so the record
-- and what refers to it are written anew.

CREATE TABLE record_wide (
    uid           TEXT PRIMARY KEY,
    number        TEXT NOT NULL UNIQUE,              -- 2026-00001, gap-free in a year
    item_key      TEXT REFERENCES item (key),
    attribute     TEXT NOT NULL CHECK (attribute IN ('active', 'on_request', 'withheld')),
    made_on       TEXT NOT NULL,                     -- 信息形成日期
    sealed        BLOB NOT NULL,                     -- JSON: title, doc_number, body, reason
    drafted_by    TEXT NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('draft', 'in_review', 'in_second_review',
                  'in_final_review', 'published', 'settled', 'withdrawn', 'discarded')),
    revision      INTEGER NOT NULL DEFAULT 1,
    kind          TEXT NOT NULL DEFAULT 'info',      -- records.model.RecordKind
    period        TEXT NOT NULL DEFAULT '',          -- 所属期: 2026, 2026H1, 2026Q1, 2026-03
    facts         TEXT NOT NULL DEFAULT '{}',        -- JSON, nothing personal: axes, dates, ground
    index_number  TEXT NOT NULL DEFAULT '',          -- 索引号
    published_on  TEXT,                              -- the first day it was public
    withdrawn_on  TEXT,
    title         TEXT NOT NULL DEFAULT '',          -- in plain words only once it was published
    doc_number    TEXT NOT NULL DEFAULT '',
    title_key     BLOB NOT NULL DEFAULT x''          -- the title in GB 18030: hanzi sort by pinyin
) STRICT;

CREATE TABLE record_event_wide (
    id          INTEGER PRIMARY KEY,
    record_uid  TEXT NOT NULL REFERENCES record_wide (uid),
    uid         TEXT NOT NULL UNIQUE,
    at          TEXT NOT NULL,
    user        TEXT NOT NULL,
    act         TEXT NOT NULL,
    result      TEXT NOT NULL DEFAULT '',            -- of a secrecy review
    opinion     BLOB NOT NULL,                       -- sealed: free text may name persons
    checks      TEXT NOT NULL DEFAULT ''             -- codes of what the reviewer ticked, by comma
) STRICT;

CREATE TABLE record_scan_wide (
    id          INTEGER PRIMARY KEY,
    uid         TEXT NOT NULL UNIQUE,
    record_uid  TEXT NOT NULL REFERENCES record_wide (uid),
    at          TEXT NOT NULL,
    user        TEXT NOT NULL,
    sealed      BLOB NOT NULL
) STRICT;

CREATE TABLE record_scan_decision_wide (
    id          INTEGER PRIMARY KEY,
    uid         TEXT NOT NULL UNIQUE,
    record_uid  TEXT NOT NULL REFERENCES record_wide (uid),
    at          TEXT NOT NULL,
    user        TEXT NOT NULL,
    role        TEXT NOT NULL,
    choice      TEXT NOT NULL CHECK (choice IN ('delete', 'mask', 'release')),
    sealed      BLOB NOT NULL
) STRICT;

INSERT INTO record_wide (uid, number, item_key, attribute, made_on, sealed, drafted_by, state, revision,
                         published_on, withdrawn_on)
SELECT uid, number, item_key, attribute, made_on, sealed, drafted_by, state, revision,
       CASE WHEN state IN ('published', 'withdrawn') THEN
       (SELECT SUBSTR(MAX(at), 1, 10) FROM record_event WHERE record_uid = record.uid AND act = 'publish') END,
       CASE WHEN state = 'withdrawn' THEN
       (SELECT SUBSTR(MAX(at), 1, 10) FROM record_event WHERE record_uid = record.uid AND act = 'withdraw') END
FROM record;
INSERT INTO record_event_wide (id, record_uid, uid, at, user, act, result, opinion)
SELECT id, record_uid, uid, at, user, act, result, opinion FROM record_event;
INSERT INTO record_scan_wide SELECT id, uid, record_uid, at, user, sealed FROM record_scan;
INSERT INTO record_scan_decision_wide
SELECT id, uid, record_uid, at, user, role, choice, sealed FROM record_scan_decision;

DROP TABLE record_scan_decision;
DROP TABLE record_scan;
DROP TABLE record_event;
DROP TABLE record;
ALTER TABLE record_wide RENAME TO record;
ALTER TABLE record_event_wide RENAME TO record_event;
ALTER TABLE record_scan_wide RENAME TO record_scan;
ALTER TABLE record_scan_decision_wide RENAME TO record_scan_decision;

CREATE INDEX record_by_state ON record (state, made_on);
CREATE INDEX record_by_item ON record (item_key, published_on);
-- the list of what is public, in each of its orders, without touching the sealed text
CREATE INDEX record_list_title ON record (title_key, state, kind, item_key, published_on, made_on)
    WHERE state = 'published';
CREATE INDEX record_list_made ON record (made_on, state, kind, item_key, published_on)
    WHERE state = 'published';
CREATE INDEX record_list_published ON record (published_on, state, kind, item_key, made_on)
    WHERE state = 'published';
CREATE INDEX record_list_number ON record (number, state, kind, item_key, published_on, made_on)
    WHERE state = 'published';
CREATE INDEX record_list_words ON record (title, doc_number, number, index_number, kind, item_key,
    published_on, made_on, title_key, state) WHERE state = 'published';
CREATE INDEX record_list_display ON record (JSON_EXTRACT(facts, '$.display_until'))
    WHERE JSON_EXTRACT(facts, '$.display_until') IS NOT NULL;
CREATE UNIQUE INDEX record_by_index ON record (index_number) WHERE index_number <> '';
CREATE INDEX record_event_by_record ON record_event (record_uid, id);
CREATE INDEX record_scan_by_record ON record_scan (record_uid, id);
CREATE INDEX record_scan_decision_by_record ON record_scan_decision (record_uid, id);

CREATE TRIGGER record_event_keep_update BEFORE UPDATE ON record_event
BEGIN SELECT RAISE(ABORT, 'record_event is append-only'); END;
CREATE TRIGGER record_event_keep_delete BEFORE DELETE ON record_event
BEGIN SELECT RAISE(ABORT, 'record_event is append-only'); END;
CREATE TRIGGER record_scan_keep_update BEFORE UPDATE ON record_scan
BEGIN SELECT RAISE(ABORT, 'record_scan is append-only'); END;
CREATE TRIGGER record_scan_keep_delete BEFORE DELETE ON record_scan
BEGIN SELECT RAISE(ABORT, 'record_scan is append-only'); END;
CREATE TRIGGER record_scan_decision_keep_update BEFORE UPDATE ON record_scan_decision
BEGIN SELECT RAISE(ABORT, 'record_scan_decision is append-only'); END;
CREATE TRIGGER record_scan_decision_keep_delete BEFORE DELETE ON record_scan_decision
BEGIN SELECT RAISE(ABORT, 'record_scan_decision is append-only'); END;
CREATE TRIGGER record_keep_delete BEFORE DELETE ON record
BEGIN SELECT RAISE(ABORT, 'a record is withdrawn or discarded, never deleted'); END;

-- A file that goes out with a record; the file lies sealed in the archive.
CREATE TABLE record_file (
    id          INTEGER PRIMARY KEY,
    uid         TEXT NOT NULL UNIQUE,
    record_uid  TEXT NOT NULL REFERENCES record (uid),
    sha256      TEXT NOT NULL,
    sealed      BLOB NOT NULL,                       -- JSON: name, note
    at          TEXT NOT NULL,
    user        TEXT NOT NULL,
    removed_at  TEXT                                 -- taken out of the draft again
) STRICT;
CREATE INDEX record_file_by_record ON record_file (record_uid, id);

-- That a record was public somewhere: channel, day, address, photo or clip.
CREATE TABLE record_evidence (
    id          INTEGER PRIMARY KEY,
    uid         TEXT NOT NULL UNIQUE,
    record_uid  TEXT NOT NULL REFERENCES record (uid),
    channel     TEXT NOT NULL,
    on_day      TEXT NOT NULL,
    sha256      TEXT NOT NULL DEFAULT '',
    sealed      BLOB NOT NULL,                       -- JSON: address, file name, note
    at          TEXT NOT NULL,
    user        TEXT NOT NULL,
    voids       TEXT NOT NULL DEFAULT ''             -- uid of an entry this one takes back
) STRICT;
CREATE INDEX record_evidence_by_record ON record_evidence (record_uid, id);
CREATE TRIGGER record_evidence_keep_update BEFORE UPDATE ON record_evidence
BEGIN SELECT RAISE(ABORT, 'record_evidence is append-only'); END;
CREATE TRIGGER record_evidence_keep_delete BEFORE DELETE ON record_evidence
BEGIN SELECT RAISE(ABORT, 'record_evidence is append-only'); END;

-- One record about another: 解读, 转发, 废止, 修改, 更正.
CREATE TABLE record_link (
    id          INTEGER PRIMARY KEY,
    from_uid    TEXT NOT NULL REFERENCES record (uid),
    to_uid      TEXT NOT NULL REFERENCES record (uid),
    kind        TEXT NOT NULL,
    at          TEXT NOT NULL,
    user        TEXT NOT NULL,
    undone_at   TEXT
) STRICT;
CREATE INDEX record_link_from ON record_link (from_uid);
CREATE INDEX record_link_to ON record_link (to_uid);

-- 效力状态 of a document, newest row in force; nothing personal.
CREATE TABLE record_validity (
    id          INTEGER PRIMARY KEY,
    record_uid  TEXT NOT NULL REFERENCES record (uid),
    status      TEXT NOT NULL,
    on_day      TEXT NOT NULL,                       -- the day it takes effect
    basis       TEXT NOT NULL,
    at          TEXT NOT NULL,
    user        TEXT NOT NULL
) STRICT;
CREATE INDEX record_validity_by_record ON record_validity (record_uid, id);
CREATE TRIGGER record_validity_keep_update BEFORE UPDATE ON record_validity
BEGIN SELECT RAISE(ABORT, 'record_validity is append-only'); END;
CREATE TRIGGER record_validity_keep_delete BEFORE DELETE ON record_validity
BEGIN SELECT RAISE(ABORT, 'record_validity is append-only'); END;

-- 定期评估 of what is not open: keep, or open it after all.
CREATE TABLE record_assessment (
    id          INTEGER PRIMARY KEY,
    uid         TEXT NOT NULL UNIQUE,
    record_uid  TEXT NOT NULL REFERENCES record (uid),
    on_day      TEXT NOT NULL,
    outcome     TEXT NOT NULL CHECK (outcome IN ('keep', 'on_request', 'active')),
    next_on     TEXT,
    sealed      BLOB NOT NULL,                       -- JSON: reason
    at          TEXT NOT NULL,
    user        TEXT NOT NULL
) STRICT;
CREATE INDEX record_assessment_by_record ON record_assessment (record_uid, id);
CREATE TRIGGER record_assessment_keep_update BEFORE UPDATE ON record_assessment
BEGIN SELECT RAISE(ABORT, 'record_assessment is append-only'); END;
CREATE TRIGGER record_assessment_keep_delete BEFORE DELETE ON record_assessment
BEGIN SELECT RAISE(ABORT, 'record_assessment is append-only'); END;
