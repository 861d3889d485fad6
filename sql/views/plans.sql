-- Plans with what each is for, and the priorities linked to it.
CREATE VIEW api.plans WITH (security_invoker) AS
SELECT p.id, p.title, p.owner, p.state, p.due_regard, p.starts_on, p.ends_on, p.source, p.note, p.created_at,
    p.version,
    (SELECT coalesce(json_agg(json_build_object('place', a.place, 'kind', a.kind, 'text', a.text)
            ORDER BY a.place), '[]')
        FROM safer.plan_aim AS a
        WHERE a.plan = p.id) AS aims,
    (SELECT coalesce(json_agg(l.priority ORDER BY l.priority), '[]')
        FROM safer.plan_priority AS l
        WHERE l.plan = p.id) AS priorities
FROM safer.plan AS p;
