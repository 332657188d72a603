-- What a case is about (asking for information, or mending a record about oneself, 《条例》第四十一条),
-- and the application it was split from.

ALTER TABLE request ADD COLUMN matter TEXT NOT NULL DEFAULT 'information'
    CHECK (matter IN ('information', 'correction'));
ALTER TABLE request ADD COLUMN split_from TEXT NOT NULL DEFAULT '';  -- the uid of the whole

CREATE INDEX request_split_from ON request (split_from);
