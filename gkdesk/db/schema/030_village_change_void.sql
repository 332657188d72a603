-- A change of a village that was registered by mistake: the entry stays, with why it no longer holds.
CREATE TABLE village_change_void (
    change_uid TEXT PRIMARY KEY REFERENCES village_change (uid),
    reason     TEXT NOT NULL,                        -- in the open, no personal numbers
    at         TEXT NOT NULL,
    by         TEXT NOT NULL
) STRICT;
CREATE TRIGGER village_change_void_keep_update BEFORE UPDATE ON village_change_void
BEGIN SELECT RAISE(ABORT, 'village_change_void is append-only'); END;
CREATE TRIGGER village_change_void_keep_delete BEFORE DELETE ON village_change_void
BEGIN SELECT RAISE(ABORT, 'village_change_void is append-only'); END;
