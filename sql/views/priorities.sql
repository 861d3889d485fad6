-- Priorities as they stand: of the latest set that is not a draft, else of a draft.
CREATE VIEW api.priorities WITH (security_invoker) AS
SELECT p.id, p.title, p.state, p.set, p.place, p.lead_office, p.lead_partner, p.note, p.created_at, p.version, p.sets,
    p.lineage, p.plans
FROM safer.priorities_shown('priority', NULL, NULL) AS p;
