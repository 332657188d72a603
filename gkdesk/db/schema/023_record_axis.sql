-- The classifications of a record beside its facts, so that the list can be narrowed by them.
CREATE TABLE record_axis (
    axis        TEXT NOT NULL,
    value       TEXT NOT NULL,
    record_uid  TEXT NOT NULL REFERENCES record (uid) ON DELETE CASCADE,
    PRIMARY KEY (axis, value, record_uid)
) STRICT, WITHOUT ROWID;

INSERT INTO record_axis (axis, value, record_uid)
SELECT one.key, one.value, record.uid FROM record, JSON_EACH(record.facts, '$.axes') AS one;

CREATE TRIGGER record_axis_added AFTER INSERT ON record BEGIN
    INSERT INTO record_axis (axis, value, record_uid)
    SELECT key, value, NEW.uid FROM JSON_EACH(NEW.facts, '$.axes');
END;

CREATE TRIGGER record_axis_changed AFTER UPDATE OF facts ON record BEGIN
    DELETE FROM record_axis
    WHERE record_uid = OLD.uid AND (axis, value) IN (SELECT key, value FROM JSON_EACH(OLD.facts, '$.axes'));
    INSERT INTO record_axis (axis, value, record_uid)
    SELECT key, value, NEW.uid FROM JSON_EACH(NEW.facts, '$.axes');
END;

-- the uid stands in them too: narrowed by a classification, the list still reads its index alone
DROP INDEX record_list_title;
DROP INDEX record_list_made;
DROP INDEX record_list_published;
DROP INDEX record_list_number;
CREATE INDEX record_list_title ON record (title_key, state, kind, item_key, published_on, made_on,
    uid) WHERE state = 'published';
CREATE INDEX record_list_made ON record (made_on, state, kind, item_key, published_on, uid)
    WHERE state = 'published';
CREATE INDEX record_list_published ON record (published_on, state, kind, item_key, made_on, uid)
    WHERE state = 'published';
CREATE INDEX record_list_number ON record (number, state, kind, item_key, published_on, made_on,
    uid) WHERE state = 'published';
