-- The chapters and appendices of versions, with their text.
CREATE VIEW api.csa_chapters WITH (security_invoker) AS
SELECT c.csa_version, c.chapter, c.kind, c.place, c.number, c.title, c.text, c.change_note, c.revised_in, c.version
FROM safer.csa_chapter AS c
WHERE NOT c.removed;
