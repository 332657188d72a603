-- Keys that seal and sign packages. A row with a private part (sealed by the vault) is the office's
-- own; the others came by exchange file. What was decided about a key is appended, never changed.
CREATE TABLE sync_key (
    id           INTEGER PRIMARY KEY,
    side         TEXT NOT NULL CHECK (side IN ('office', 'county')),
    fingerprint  TEXT NOT NULL UNIQUE,                -- 30 digits in six groups
    public       TEXT NOT NULL,                       -- canonical JSON
    private      BLOB,
    at           TEXT NOT NULL,
    by           TEXT NOT NULL
) STRICT;

CREATE TABLE sync_key_event (
    id      INTEGER PRIMARY KEY,
    key_id  INTEGER NOT NULL REFERENCES sync_key (id),
    what    TEXT NOT NULL CHECK (what IN ('trusted', 'revoked')),
    reason  TEXT NOT NULL DEFAULT '',                 -- or the fingerprint that vouched
    at      TEXT NOT NULL,
    by      TEXT NOT NULL
) STRICT;
CREATE INDEX sync_key_event_key ON sync_key_event (key_id, what);
