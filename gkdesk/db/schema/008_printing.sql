-- What went to the printers: jobs, the frozen PDFs in them, and what happened to each page.
-- A job's and an item's state is computed from its events; only the two preferences at the end change.

CREATE TABLE print_job (
    id       INTEGER PRIMARY KEY,
    title    TEXT NOT NULL,                          -- a form's name, never a person's
    form     TEXT NOT NULL,                          -- the form's id, for the remembered settings
    period   TEXT NOT NULL DEFAULT '',
    printer  TEXT NOT NULL,
    tray     TEXT NOT NULL DEFAULT '',
    paper    TEXT NOT NULL DEFAULT '',               -- a village form's paper; empty: the PDF's own
    copies   INTEGER NOT NULL CHECK (copies >= 1),
    duplex   TEXT NOT NULL CHECK (duplex IN ('one', 'long', 'short')),
    fit      TEXT NOT NULL CHECK (fit IN ('none', 'shrink', 'tile')),
    made_at  TEXT NOT NULL,
    made_by  TEXT NOT NULL
) STRICT;

CREATE TABLE print_item (
    job_id   INTEGER NOT NULL REFERENCES print_job (id),
    place    INTEGER NOT NULL CHECK (place >= 1),
    kind     TEXT NOT NULL CHECK (kind IN ('sheet', 'document', 'calibration')),
    subject  TEXT NOT NULL,                          -- uid of the sheet or the document
    name     TEXT NOT NULL,                          -- the village, or the document's title and number
    sha256   TEXT NOT NULL,                          -- of the PDF as it was when the job was made
    pages    INTEGER NOT NULL CHECK (pages >= 1),    -- sides of one copy, as they come out
    draft    INTEGER NOT NULL CHECK (draft IN (0, 1)),
    PRIMARY KEY (job_id, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX print_item_sha256 ON print_item (sha256);

CREATE TABLE print_event (
    id       INTEGER PRIMARY KEY,
    job_id   INTEGER NOT NULL REFERENCES print_job (id),
    place    INTEGER,                                -- NULL: the whole job
    kind     TEXT NOT NULL CHECK (kind IN ('begun', 'sending', 'sent', 'out', 'lost', 'unknown',
             'refused', 'trouble', 'paused', 'stopped', 'finished', 'given_up')),
    copy     INTEGER NOT NULL DEFAULT 0,
    first    INTEGER NOT NULL DEFAULT 0,             -- pages of the item, from 1
    last     INTEGER NOT NULL DEFAULT 0,
    about    INTEGER REFERENCES print_event (id),    -- the 'sent' this one tells the end of
    spool    TEXT NOT NULL DEFAULT '',               -- the queue's own id; empty: it tells none
    printer  TEXT NOT NULL DEFAULT '',
    again    INTEGER NOT NULL DEFAULT 0 CHECK (again IN (0, 1)),   -- 补打
    reason   TEXT NOT NULL DEFAULT '',
    at       TEXT NOT NULL,
    by       TEXT NOT NULL
) STRICT;
CREATE INDEX print_event_job ON print_event (job_id, id);

CREATE TRIGGER print_job_keep_update BEFORE UPDATE ON print_job
BEGIN SELECT RAISE(ABORT, 'print_job is append-only'); END;
CREATE TRIGGER print_job_keep_delete BEFORE DELETE ON print_job
BEGIN SELECT RAISE(ABORT, 'print_job is append-only'); END;
CREATE TRIGGER print_item_keep_update BEFORE UPDATE ON print_item
BEGIN SELECT RAISE(ABORT, 'print_item is append-only'); END;
CREATE TRIGGER print_item_keep_delete BEFORE DELETE ON print_item
BEGIN SELECT RAISE(ABORT, 'print_item is append-only'); END;
CREATE TRIGGER print_event_keep_update BEFORE UPDATE ON print_event
BEGIN SELECT RAISE(ABORT, 'print_event is append-only'); END;
CREATE TRIGGER print_event_keep_delete BEFORE DELETE ON print_event
BEGIN SELECT RAISE(ABORT, 'print_event is append-only'); END;

-- Preferences of one machine: an office moved to another computer meets other printers there.
CREATE TABLE print_setup (
    machine  TEXT NOT NULL,                          -- hash of the computer's name
    form     TEXT NOT NULL,
    printer  TEXT NOT NULL,
    tray     TEXT NOT NULL,
    paper    TEXT NOT NULL,
    copies   INTEGER NOT NULL,
    duplex   TEXT NOT NULL,
    fit      TEXT NOT NULL,
    PRIMARY KEY (machine, form)
) STRICT, WITHOUT ROWID;

CREATE TABLE print_shift (
    machine       TEXT NOT NULL,
    printer       TEXT NOT NULL,
    right_tenths  INTEGER NOT NULL,                  -- measured on the calibration page, 0.1 mm
    down_tenths   INTEGER NOT NULL,
    PRIMARY KEY (machine, printer)
) STRICT, WITHOUT ROWID;
