-- Numbers, archived files, documents.

-- The last number taken of each series and year.
CREATE TABLE number_series (
    series  TEXT NOT NULL,
    year    INTEGER NOT NULL,
    last    INTEGER NOT NULL CHECK (last > 0),
    PRIMARY KEY (series, year)
) STRICT;

-- What lies in archive/, sealed. The same content kept for two subjects is one file, two rows.
CREATE TABLE archive_file (
    uid      TEXT PRIMARY KEY,
    sha256   TEXT NOT NULL CHECK (length(sha256) = 64),
    size     INTEGER NOT NULL,                      -- bytes before sealing
    name     BLOB NOT NULL,                         -- sealed: a scan may be named after a person
    subject  TEXT NOT NULL,                         -- number or uid, never a name
    kept_at  TEXT NOT NULL,
    kept_by  TEXT NOT NULL
) STRICT;
CREATE INDEX archive_file_by_sha256 ON archive_file (sha256);
CREATE INDEX archive_file_by_subject ON archive_file (subject);

CREATE TABLE document (
    id            INTEGER PRIMARY KEY,
    uid           TEXT NOT NULL UNIQUE,
    form          TEXT NOT NULL,
    form_version  INTEGER NOT NULL,
    title         TEXT NOT NULL,
    number        TEXT NOT NULL,                    -- empty: this form takes no number
    series        TEXT NOT NULL,
    year          INTEGER NOT NULL,
    serial        INTEGER NOT NULL,
    subject       TEXT NOT NULL,
    pages         INTEGER NOT NULL CHECK (pages > 0),
    sha256        TEXT NOT NULL CHECK (length(sha256) = 64),
    made_on       TEXT NOT NULL,
    made_by       TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX document_by_number ON document (series, year, serial) WHERE series <> '';
CREATE INDEX document_by_subject ON document (subject);

-- A voided number stays visible, with its reason.
CREATE TABLE document_void (
    document_id  INTEGER PRIMARY KEY REFERENCES document (id),
    reason       BLOB NOT NULL,                     -- sealed
    voided_on    TEXT NOT NULL,
    voided_by    TEXT NOT NULL
) STRICT;

CREATE TRIGGER document_keep_update BEFORE UPDATE ON document
BEGIN SELECT RAISE(ABORT, 'document is append-only'); END;
CREATE TRIGGER document_keep_delete BEFORE DELETE ON document
BEGIN SELECT RAISE(ABORT, 'document is append-only'); END;
CREATE TRIGGER document_void_keep_update BEFORE UPDATE ON document_void
BEGIN SELECT RAISE(ABORT, 'document_void is append-only'); END;
CREATE TRIGGER document_void_keep_delete BEFORE DELETE ON document_void
BEGIN SELECT RAISE(ABORT, 'document_void is append-only'); END;
CREATE TRIGGER archive_file_keep_update BEFORE UPDATE ON archive_file
BEGIN SELECT RAISE(ABORT, 'archive_file is append-only'); END;
CREATE TRIGGER archive_file_keep_delete BEFORE DELETE ON archive_file
BEGIN SELECT RAISE(ABORT, 'archive_file is append-only'); END;
CREATE TRIGGER number_series_no_gap BEFORE UPDATE ON number_series
WHEN NEW.last <> OLD.last + 1
BEGIN SELECT RAISE(ABORT, 'a number may not be skipped or taken back'); END;
CREATE TRIGGER number_series_keep_delete BEFORE DELETE ON number_series
BEGIN SELECT RAISE(ABORT, 'a series may not be forgotten'); END;
