-- The list of requests stays quick with many years in it; the annual report's figures are kept.

CREATE INDEX request_open ON request (received_on, id) WHERE closed_on IS NULL;
CREATE INDEX request_received ON request (received_on, id);

-- What the office reported for a year: the last row of a year is the one that counts.
CREATE TABLE annual_figures (
    id       INTEGER PRIMARY KEY,
    year     INTEGER NOT NULL CHECK (year BETWEEN 2008 AND 2199),
    figures  TEXT NOT NULL,                         -- JSON: row code → seven counts, no persons
    origin   TEXT NOT NULL CHECK (origin IN ('computed', 'typed')),
    kept_at  TEXT NOT NULL,
    kept_by  TEXT NOT NULL
) STRICT;
CREATE INDEX annual_figures_year ON annual_figures (year, id);

CREATE TRIGGER annual_figures_keep_update BEFORE UPDATE ON annual_figures
BEGIN SELECT RAISE(ABORT, 'annual_figures is append-only'); END;
CREATE TRIGGER annual_figures_keep_delete BEFORE DELETE ON annual_figures
BEGIN SELECT RAISE(ABORT, 'annual_figures is append-only'); END;
