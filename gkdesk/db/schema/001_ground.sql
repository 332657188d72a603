-- The office, its users, the sealed keys, the audit chain and drafts.

CREATE TABLE organ (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    profile  TEXT NOT NULL                        -- JSON of accounts.organ.Organ
) STRICT;

CREATE TABLE user (
    id        INTEGER PRIMARY KEY,
    name      TEXT NOT NULL UNIQUE,
    role      TEXT NOT NULL CHECK (role IN ('officer', 'reviewer', 'leader', 'admin')),
    active    INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
    made_at   TEXT NOT NULL
) STRICT;

-- The one data key, wrapped once for each user and once for the printed recovery key.
CREATE TABLE sealed_key (
    id        INTEGER PRIMARY KEY,
    user_id   INTEGER UNIQUE REFERENCES user (id),   -- NULL: the recovery key
    salt      BLOB NOT NULL,
    cost      TEXT NOT NULL,                         -- JSON: argon2id time, memory_kib, lanes
    wrapped   BLOB NOT NULL,                         -- AES key wrap (RFC 3394) of 32 bytes
    made_at   TEXT NOT NULL
) STRICT;

-- Who did what when. Each row's hash covers the row before it; mac is keyed by the vault.
CREATE TABLE audit (
    id        INTEGER PRIMARY KEY,
    at        TEXT NOT NULL,
    user      TEXT NOT NULL,
    action    TEXT NOT NULL,
    subject   TEXT NOT NULL,
    detail    TEXT NOT NULL,                         -- JSON, never personal data
    before    TEXT NOT NULL,
    hash      TEXT NOT NULL,
    mac       TEXT NOT NULL DEFAULT ''               -- empty: before anybody logged in
) STRICT;

CREATE TRIGGER audit_keep_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
CREATE TRIGGER audit_keep_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;

-- The newest line that somebody logged in wrote, keyed: a chain cut at its end shows.
CREATE TABLE audit_head (
    id        INTEGER PRIMARY KEY CHECK (id = 1),
    audit_id  INTEGER NOT NULL,
    hash      TEXT NOT NULL,
    mac       TEXT NOT NULL
) STRICT;

-- Half-filled forms, sealed; one for each user and place.
CREATE TABLE draft (
    user_id   INTEGER NOT NULL REFERENCES user (id),
    place     TEXT NOT NULL,
    sealed    BLOB NOT NULL,
    saved_at  TEXT NOT NULL,
    PRIMARY KEY (user_id, place)
) STRICT;
