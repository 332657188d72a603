-- The rows of list sheets in sealed blocks, and in which blocks a household or person stands.

CREATE TABLE village_rows (
    id        INTEGER PRIMARY KEY,
    sheet_uid TEXT NOT NULL REFERENCES village_sheet (uid),
    place     INTEGER NOT NULL,                      -- of the block within its sheet, from 0
    sealed    BLOB NOT NULL,                         -- deflated JSON of some rows
    UNIQUE (sheet_uid, place)
) STRICT;

CREATE TABLE village_person (
    mark  BLOB NOT NULL,                             -- keyed hash of village and name, or of an identity number
    block INTEGER NOT NULL REFERENCES village_rows (id),
    PRIMARY KEY (mark, block)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER village_rows_keep_update BEFORE UPDATE ON village_rows
BEGIN SELECT RAISE(ABORT, 'village_rows is append-only'); END;
CREATE TRIGGER village_rows_keep_delete BEFORE DELETE ON village_rows
BEGIN SELECT RAISE(ABORT, 'village_rows is append-only'); END;
CREATE TRIGGER village_person_keep_update BEFORE UPDATE ON village_person
BEGIN SELECT RAISE(ABORT, 'village_person is append-only'); END;
CREATE TRIGGER village_person_keep_delete BEFORE DELETE ON village_person
BEGIN SELECT RAISE(ABORT, 'village_person is append-only'); END;
