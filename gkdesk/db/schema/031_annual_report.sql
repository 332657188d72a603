-- What is written into a year's annual report beyond what is counted; the newest row of a year holds.
CREATE TABLE annual_text (
    id       INTEGER PRIMARY KEY,
    year     INTEGER NOT NULL,
    body     TEXT NOT NULL,                          -- JSON: code → text; it is published, so in the open
    at       TEXT NOT NULL,
    by       TEXT NOT NULL
) STRICT;
CREATE INDEX annual_text_year ON annual_text (year, id);
CREATE TRIGGER annual_text_keep_update BEFORE UPDATE ON annual_text
BEGIN SELECT RAISE(ABORT, 'annual_text is append-only'); END;
CREATE TRIGGER annual_text_keep_delete BEFORE DELETE ON annual_text
BEGIN SELECT RAISE(ABORT, 'annual_text is append-only'); END;
