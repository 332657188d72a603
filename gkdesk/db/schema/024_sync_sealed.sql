-- A package that was sealed and signed: one file instead of a folder.
CREATE TABLE sync_sealed (
    package_id        INTEGER PRIMARY KEY REFERENCES sync_package (id),
    statement_sha256  TEXT NOT NULL,                  -- of package.json, which is signed
    to_revision       INTEGER NOT NULL                -- the office's last change inside
) STRICT;
