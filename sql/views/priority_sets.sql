-- Sets of priorities and themes with what belongs to each, under its title then.
CREATE VIEW api.priority_sets WITH (security_invoker) AS
SELECT s.id, s.title, s.state, s.starts_on, s.ends_on, s.succeeds, s.agreed_on, s.minute, s.source, s.note,
    s.created_at, s.version,
    (SELECT coalesce(json_agg(json_build_object('id', m.priority, 'title', m.title) ORDER BY m.place, m.priority), '[]')
        FROM safer.priority_set_member AS m
        JOIN safer.priority AS p ON p.id = m.priority
        WHERE m.priority_set = s.id
            AND p.kind = 'priority') AS priorities,
    (SELECT coalesce(json_agg(json_build_object('id', m.priority, 'title', m.title) ORDER BY m.place, m.priority), '[]')
        FROM safer.priority_set_member AS m
        JOIN safer.priority AS p ON p.id = m.priority
        WHERE m.priority_set = s.id
            AND p.kind = 'theme') AS themes
FROM safer.priority_set AS s;
