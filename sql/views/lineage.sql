-- How priorities and themes follow from each other, step by step, with the title each had before and after.
CREATE VIEW api.lineage WITH (security_invoker) AS
SELECT l.id, l.priority_set AS set, s.starts_on, l.kind, l.from_priority AS "from", l.from_title,
    l.to_priority AS "to", l.to_title, l.source, l.note, l.created_at
FROM safer.lineage_step AS l
JOIN safer.priority_set AS s ON s.id = l.priority_set;
