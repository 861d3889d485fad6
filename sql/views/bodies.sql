-- The bodies that meet, with what stands on each of their agendas.
CREATE VIEW api.bodies WITH (security_invoker) AS
SELECT b.id, b.title, b.meets_in, b.quorum_rule, b.quorum_members, b.interval_months, b.report_interval_months,
    b.notice_days, b.parent, b.from_on, b.to_on, b.external_system, b.external_id, b.url, b.source, b.note,
    b.created_at, b.version,
    (SELECT coalesce(json_agg(json_build_object('place', s.place, 'ref', s.ref, 'title', s.title, 'kind', s.kind)
            ORDER BY s.place), '[]')
        FROM safer.standing_item AS s
        WHERE s.body = b.id) AS standing_items
FROM safer.body AS b;
