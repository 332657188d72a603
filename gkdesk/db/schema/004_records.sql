-- Information disclosed on the organ's own initiative (主动公开信息): from draft to publication.

-- The words of a record may name persons until they are cleared, so they lie sealed.
CREATE TABLE record (
    uid         TEXT PRIMARY KEY,
    number      TEXT NOT NULL UNIQUE,                -- 2026-00001, gap-free in a year
    item_key    TEXT REFERENCES item (key),
    attribute   TEXT NOT NULL CHECK (attribute IN ('active', 'on_request', 'withheld')),
    made_on     TEXT NOT NULL,                       -- 信息形成日期
    sealed      BLOB NOT NULL,                       -- JSON: title, doc_number, body
    drafted_by  TEXT NOT NULL,
    state       TEXT NOT NULL
                CHECK (state IN ('draft', 'in_review', 'in_final_review', 'published', 'withdrawn')),
    revision    INTEGER NOT NULL DEFAULT 1
) STRICT;

CREATE INDEX record_by_state ON record (state, made_on);

CREATE TABLE record_event (
    id          INTEGER PRIMARY KEY,
    record_uid  TEXT NOT NULL REFERENCES record (uid),
    uid         TEXT NOT NULL UNIQUE,
    at          TEXT NOT NULL,
    user        TEXT NOT NULL,
    act         TEXT NOT NULL,
    result      TEXT NOT NULL DEFAULT '',            -- of a secrecy review
    opinion     BLOB NOT NULL                        -- sealed: free text may name persons
) STRICT;

CREATE INDEX record_event_by_record ON record_event (record_uid, id);

CREATE TRIGGER record_event_keep_update BEFORE UPDATE ON record_event
BEGIN SELECT RAISE(ABORT, 'record_event is append-only'); END;
CREATE TRIGGER record_event_keep_delete BEFORE DELETE ON record_event
BEGIN SELECT RAISE(ABORT, 'record_event is append-only'); END;
