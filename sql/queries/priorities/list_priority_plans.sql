-- The plans a priority links to.
SELECT p.id, p.title, p.owner, p.state, p.due_regard, p.starts_on, p.ends_on, x.note AS link_note
FROM safer.plan_priority AS x
JOIN api.plans AS p ON p.id = x.plan
WHERE x.priority = :priority::text
ORDER BY p.id;
