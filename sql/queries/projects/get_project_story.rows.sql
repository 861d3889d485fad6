-- What happened to a project, in order.
SELECT e.happened_on, e.kind, e.text, e.amount_pence, e.object
FROM api.project_events AS e
WHERE e.project = :project::text
ORDER BY e.happened_on NULLS FIRST, e.rank, e.object;
