-- Wording of documents confirmed by the office. A template that is changed afterwards has another
-- digest and is unconfirmed again; who confirmed what stays.

CREATE TABLE template_confirmed (
    id           INTEGER PRIMARY KEY,
    form         TEXT NOT NULL,
    digest       TEXT NOT NULL,                   -- SHA-256 of what the template says, parts included
    note         TEXT NOT NULL DEFAULT '',
    confirmed_on TEXT NOT NULL,
    confirmed_by TEXT NOT NULL
) STRICT;
CREATE INDEX template_confirmed_form ON template_confirmed (form);

CREATE TRIGGER template_confirmed_keep_update BEFORE UPDATE ON template_confirmed
BEGIN SELECT RAISE(ABORT, 'template_confirmed is append-only'); END;
CREATE TRIGGER template_confirmed_keep_delete BEFORE DELETE ON template_confirmed
BEGIN SELECT RAISE(ABORT, 'template_confirmed is append-only'); END;
