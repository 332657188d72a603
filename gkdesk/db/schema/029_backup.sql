-- The backups that were written to a drive and read back whole. What lies on this machine is seen in
-- its folder and stands in no table.

CREATE TABLE backup (
    id       INTEGER PRIMARY KEY,
    made_at  TEXT NOT NULL,
    user     TEXT NOT NULL,
    place    TEXT NOT NULL,                 -- the drive's or the folder's own name, no path
    files    INTEGER NOT NULL,
    size     INTEGER NOT NULL               -- bytes
) STRICT;
