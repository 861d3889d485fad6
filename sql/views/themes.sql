-- Themes as they stand: of the latest set that is not a draft, else of a draft.
CREATE VIEW api.themes WITH (security_invoker) AS
SELECT p.id, p.title, p.state, p.set, p.place, p.note, p.created_at, p.version, p.sets, p.lineage
FROM safer.priorities_shown('theme', NULL, NULL) AS p;
