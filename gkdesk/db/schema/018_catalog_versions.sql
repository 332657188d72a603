-- Versions of the catalog, its adjustment (动态调整), confirmation rounds, areas, and the lists beside it.

-- Every adopted change is a version: an import that was applied, an adjustment that was applied.
CREATE TABLE catalog_version (
    id         INTEGER PRIMARY KEY,                  -- the number shown: 第1版, 第2版 …
    import_id  INTEGER NOT NULL UNIQUE REFERENCES catalog_import (id),
    kind       TEXT NOT NULL CHECK (kind IN ('first', 'import', 'adjust')),
    at         TEXT NOT NULL,
    user       TEXT NOT NULL,
    file       TEXT NOT NULL,
    sha256     TEXT NOT NULL,
    items      INTEGER NOT NULL                      -- in force in it
) STRICT;

-- What is written about a version; the newest row counts.
CREATE TABLE catalog_version_about (
    id             INTEGER PRIMARY KEY,
    version        INTEGER NOT NULL REFERENCES catalog_version (id),
    at             TEXT NOT NULL,
    user           TEXT NOT NULL,
    name           TEXT NOT NULL,                    -- （2026年版）, 试行 …
    issued_by      TEXT NOT NULL,
    issued_on      TEXT NOT NULL,                    -- empty: not said
    in_force_from  TEXT NOT NULL,
    note           TEXT NOT NULL
) STRICT;

-- An item as it read from this version on; a version is the newest row of each key up to it.
CREATE TABLE item_state (
    item_key   TEXT NOT NULL REFERENCES item (key),
    version    INTEGER NOT NULL REFERENCES catalog_version (id),
    data       TEXT NOT NULL,
    place      INTEGER NOT NULL,
    gone       INTEGER NOT NULL,
    PRIMARY KEY (item_key, version)
) STRICT, WITHOUT ROWID;

INSERT INTO catalog_version (import_id, kind, at, user, file, sha256, items)
    SELECT id, 'first', at, user, file, sha256,
           (SELECT COUNT(*) FROM item WHERE retired_on IS NULL)
    FROM catalog_import ORDER BY id DESC LIMIT 1;
INSERT INTO catalog_version_about
    (version, at, user, name, issued_by, issued_on, in_force_from, note)
    SELECT id, at, user, '', '', '', substr(at, 1, 10), '' FROM catalog_version;
INSERT INTO item_state (item_key, version, data, place, gone)
    SELECT key, (SELECT id FROM catalog_version), data, place, retired_on IS NOT NULL FROM item;

-- Where a merged or split item went.
CREATE TABLE item_successor (
    item_key   TEXT NOT NULL REFERENCES item (key),
    successor  TEXT NOT NULL REFERENCES item (key),
    version    INTEGER NOT NULL REFERENCES catalog_version (id),
    PRIMARY KEY (item_key, successor)
) STRICT, WITHOUT ROWID;

-- A proposal is what its events say: proposed, revised, approved, refused, withdrawn, applied.
CREATE TABLE adjust_proposal (
    id         INTEGER PRIMARY KEY,
    uid        TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE adjust_event (
    id         INTEGER PRIMARY KEY,
    proposal   INTEGER NOT NULL REFERENCES adjust_proposal (id),
    at         TEXT NOT NULL,
    user       TEXT NOT NULL,
    act        TEXT NOT NULL CHECK
               (act IN ('proposed', 'revised', 'approved', 'refused', 'withdrawn', 'applied')),
    words      TEXT NOT NULL,                        -- opinion or reason
    version    INTEGER REFERENCES catalog_version (id),
    data       TEXT NOT NULL                         -- JSON of what is proposed, else empty
) STRICT;

CREATE INDEX adjust_event_by_proposal ON adjust_event (proposal, id);

-- A superior's catalog: read as a reference, never applied.
CREATE TABLE catalog_superior (
    id         INTEGER PRIMARY KEY,
    at         TEXT NOT NULL,
    user       TEXT NOT NULL,
    name       TEXT NOT NULL,
    issued_by  TEXT NOT NULL,
    issued_on  TEXT NOT NULL,
    file       TEXT NOT NULL,
    sha256     TEXT NOT NULL,
    items      TEXT NOT NULL                         -- JSON list of catalog.model.Item
) STRICT;

-- What the office says about an area; the newest row counts.
CREATE TABLE area_setting (
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL,
    at         TEXT NOT NULL,
    user       TEXT NOT NULL,
    aliases    TEXT NOT NULL,                        -- JSON list, beside those of the form file
    place      INTEGER NOT NULL,                     -- order; 0: by code
    off        INTEGER NOT NULL,                     -- 不涉及
    reason     TEXT NOT NULL,
    lead       TEXT NOT NULL,                        -- 牵头科室
    support    TEXT NOT NULL,                        -- 配合科室
    contact    TEXT NOT NULL                         -- office telephone or window, no person
) STRICT;

CREATE INDEX area_setting_by_name ON area_setting (name, id);

-- Where an area stands: as the office ordered it, else by its code.
CREATE VIEW area_order AS
    SELECT name, code, COALESCE((SELECT NULLIF(place, 0) FROM area_setting s
        WHERE s.name = catalog_area.name ORDER BY s.id DESC LIMIT 1), 1000 + code) AS stands
    FROM catalog_area;

-- A round in which every responsible office confirms its items (科室确认).
CREATE TABLE confirm_round (
    id         INTEGER PRIMARY KEY,
    title      TEXT NOT NULL,
    at         TEXT NOT NULL,
    user       TEXT NOT NULL,
    due_on     TEXT NOT NULL,
    version    INTEGER NOT NULL REFERENCES catalog_version (id),
    areas      TEXT NOT NULL                         -- JSON list; empty: all
) STRICT;

CREATE TABLE confirm_slip (
    round      INTEGER NOT NULL REFERENCES confirm_round (id),
    office     TEXT NOT NULL,
    item_key   TEXT NOT NULL REFERENCES item (key),
    PRIMARY KEY (round, office, item_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE confirm_event (
    id         INTEGER PRIMARY KEY,
    round      INTEGER NOT NULL REFERENCES confirm_round (id),
    at         TEXT NOT NULL,
    user       TEXT NOT NULL,
    act        TEXT NOT NULL CHECK (act IN ('keep', 'change', 'cancel', 'close')),
    office     TEXT NOT NULL,
    item_key   TEXT NOT NULL,
    words      TEXT NOT NULL,
    proposal   INTEGER REFERENCES adjust_proposal (id)
) STRICT;

CREATE INDEX confirm_event_by_round ON confirm_event (round, id);

-- 负面清单 and 主动公开基本目录: each save is a version.
CREATE TABLE office_list (
    id         INTEGER PRIMARY KEY,
    list       TEXT NOT NULL CHECK (list IN ('negative', 'basic')),
    number     INTEGER NOT NULL,                     -- 1, 2, … of this list
    at         TEXT NOT NULL,
    user       TEXT NOT NULL,
    file       TEXT NOT NULL,
    sha256     TEXT NOT NULL,
    note       TEXT NOT NULL,
    head       TEXT NOT NULL,                        -- JSON: what stands once on top
    rows       TEXT NOT NULL,                        -- JSON list of rows
    UNIQUE (list, number)
) STRICT;

-- 权责清单, 公共服务事项清单 and 网站栏目, and the items they belong to.
CREATE TABLE duty (
    id         INTEGER PRIMARY KEY,
    list       TEXT NOT NULL CHECK (list IN ('power', 'service', 'column')),
    code       TEXT NOT NULL,
    name       TEXT NOT NULL,
    kind       TEXT NOT NULL,
    office     TEXT NOT NULL,
    basis      TEXT NOT NULL,                        -- of a column: its address
    file       TEXT NOT NULL,
    gone_at    TEXT                                  -- a newer list left it out
) STRICT;

CREATE INDEX duty_by_list ON duty (list, code, name);

CREATE TABLE duty_link (
    duty       INTEGER NOT NULL REFERENCES duty (id),
    item_key   TEXT NOT NULL REFERENCES item (key),
    at         TEXT NOT NULL,
    user       TEXT NOT NULL,
    PRIMARY KEY (duty, item_key)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER item_state_keep_update BEFORE UPDATE ON item_state
BEGIN SELECT RAISE(ABORT, 'item_state is append-only'); END;
CREATE TRIGGER item_state_keep_delete BEFORE DELETE ON item_state
BEGIN SELECT RAISE(ABORT, 'item_state is append-only'); END;
CREATE TRIGGER catalog_version_keep_update BEFORE UPDATE ON catalog_version
BEGIN SELECT RAISE(ABORT, 'catalog_version is append-only'); END;
CREATE TRIGGER catalog_version_keep_delete BEFORE DELETE ON catalog_version
BEGIN SELECT RAISE(ABORT, 'catalog_version is append-only'); END;
CREATE TRIGGER adjust_event_keep_update BEFORE UPDATE ON adjust_event
BEGIN SELECT RAISE(ABORT, 'adjust_event is append-only'); END;
CREATE TRIGGER adjust_event_keep_delete BEFORE DELETE ON adjust_event
BEGIN SELECT RAISE(ABORT, 'adjust_event is append-only'); END;
CREATE TRIGGER confirm_event_keep_update BEFORE UPDATE ON confirm_event
BEGIN SELECT RAISE(ABORT, 'confirm_event is append-only'); END;
CREATE TRIGGER confirm_event_keep_delete BEFORE DELETE ON confirm_event
BEGIN SELECT RAISE(ABORT, 'confirm_event is append-only'); END;
CREATE TRIGGER office_list_keep_update BEFORE UPDATE ON office_list
BEGIN SELECT RAISE(ABORT, 'office_list is append-only'); END;
CREATE TRIGGER office_list_keep_delete BEFORE DELETE ON office_list
BEGIN SELECT RAISE(ABORT, 'office_list is append-only'); END;
