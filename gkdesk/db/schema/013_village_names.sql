-- Names of villages settled once: other writings, former names, and villages merged into others.

CREATE TABLE village_name (
    key         TEXT PRIMARY KEY,                    -- as names are compared, without our own town
    name        TEXT NOT NULL,                       -- as it was printed
    village_uid TEXT NOT NULL REFERENCES village (uid),
    kind        TEXT NOT NULL CHECK (kind IN ('alias', 'renamed', 'merged')),
    since       TEXT,                                -- the day from which it holds; NULL: always
    made_at     TEXT NOT NULL,
    made_by     TEXT NOT NULL
) STRICT;
