-- The package whose writing has begun: at most one, and only until it is remembered. With its draw of secrets
-- (sealed in the vault) the same content is sealed to the same bytes again, so a drive that was pulled
-- in the middle is gone on with instead of being written anew.

CREATE TABLE sync_attempt (
    one         INTEGER PRIMARY KEY CHECK (one = 1),
    number      TEXT NOT NULL,
    name        TEXT NOT NULL,              -- of the package; it holds a part of its content's hash
    file_name   TEXT NOT NULL,              -- on the drive, without .partial
    made_at     TEXT NOT NULL,
    signer      TEXT NOT NULL,              -- fingerprint of the key that signs; empty: a plain one
    audit_id    INTEGER NOT NULL,
    audit_hash  TEXT NOT NULL,
    seed        BLOB NOT NULL,              -- sealed
    sure        INTEGER NOT NULL            -- what the last flush answered for: bytes or files
) STRICT;
