-- Pictures of characters no typeface has (补字). A picture taken away stays, so that it can still
-- be seen what older papers showed.

CREATE TABLE glyph (
    id       INTEGER PRIMARY KEY,
    code     INTEGER NOT NULL CHECK (code BETWEEN 0x80 AND 0x10FFFF),   -- Unicode
    picture  BLOB NOT NULL,                         -- zlib of 512 × 512 grey bytes
    made_on  TEXT NOT NULL,
    made_by  TEXT NOT NULL
) STRICT;
CREATE INDEX glyph_by_code ON glyph (code);

CREATE TABLE glyph_removal (
    glyph_id    INTEGER PRIMARY KEY REFERENCES glyph (id),
    removed_on  TEXT NOT NULL,
    removed_by  TEXT NOT NULL
) STRICT;

CREATE TRIGGER glyph_one_at_a_time BEFORE INSERT ON glyph
WHEN EXISTS (SELECT 1 FROM glyph g WHERE g.code = NEW.code
             AND g.id NOT IN (SELECT glyph_id FROM glyph_removal))
BEGIN SELECT RAISE(ABORT, 'this character has a picture'); END;
CREATE TRIGGER glyph_keep_update BEFORE UPDATE ON glyph
BEGIN SELECT RAISE(ABORT, 'glyph is append-only'); END;
CREATE TRIGGER glyph_keep_delete BEFORE DELETE ON glyph
BEGIN SELECT RAISE(ABORT, 'glyph is append-only'); END;
CREATE TRIGGER glyph_removal_keep_update BEFORE UPDATE ON glyph_removal
BEGIN SELECT RAISE(ABORT, 'glyph_removal is append-only'); END;
CREATE TRIGGER glyph_removal_keep_delete BEFORE DELETE ON glyph_removal
BEGIN SELECT RAISE(ABORT, 'glyph_removal is append-only'); END;
