-- Requests for information (依申请公开): the application, and what happened to it.

CREATE TABLE request (
    id           INTEGER PRIMARY KEY,
    uid          TEXT NOT NULL UNIQUE,
    number       TEXT NOT NULL UNIQUE,
    channel      TEXT NOT NULL,
    received_on  TEXT NOT NULL,
    kind         TEXT NOT NULL CHECK (kind IN ('citizen', 'org')),
    org_category TEXT NOT NULL DEFAULT '',        -- the annual report's column, not a person
    carrier      TEXT NOT NULL,
    obtain_way   TEXT NOT NULL,
    applicant    BLOB NOT NULL,                   -- sealed JSON of requests.model.Applicant
    id_index     BLOB,                            -- keyed hash of the identity number
    phone_index  BLOB,
    -- computed from request_event by its one writer, Requests._record
    state        TEXT NOT NULL,
    due_on       TEXT,
    provisional  INTEGER NOT NULL DEFAULT 0 CHECK (provisional IN (0, 1)),
    outcome      TEXT NOT NULL DEFAULT '',
    replied_on   TEXT,
    closed_on    TEXT,
    officer      TEXT NOT NULL,
    registered_at TEXT NOT NULL,
    revision     INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX request_id_index ON request (id_index);
CREATE INDEX request_phone_index ON request (phone_index);

CREATE TABLE request_event (
    id          INTEGER PRIMARY KEY,
    uid         TEXT NOT NULL UNIQUE,
    request_id  INTEGER NOT NULL REFERENCES request (id),
    kind        TEXT NOT NULL,
    happened_on TEXT NOT NULL,
    days        INTEGER NOT NULL DEFAULT 0,
    received_on TEXT,
    until_on    TEXT,
    key         TEXT NOT NULL DEFAULT '',
    approved    INTEGER NOT NULL DEFAULT 0 CHECK (approved IN (0, 1)),
    method      TEXT,
    outcome     TEXT NOT NULL DEFAULT '',
    detail      BLOB,                             -- sealed JSON: names, reasons, words
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL
) STRICT;

CREATE INDEX request_event_request ON request_event (request_id);

CREATE TRIGGER request_event_keep_update BEFORE UPDATE ON request_event
BEGIN SELECT RAISE(ABORT, 'request_event is append-only'); END;
CREATE TRIGGER request_event_keep_delete BEFORE DELETE ON request_event
BEGIN SELECT RAISE(ABORT, 'request_event is append-only'); END;
CREATE TRIGGER request_keep_delete BEFORE DELETE ON request
BEGIN SELECT RAISE(ABORT, 'a request is never deleted'); END;
