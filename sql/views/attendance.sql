-- Who was there. has_person is true for who may read which person it was, when that is kept; also_at are meetings that the
-- office was recorded at for the same time, a meeting without an end being taken for two hours.
CREATE VIEW api.attendance WITH (security_invoker) AS
SELECT a.id, a.meeting, a.partner, a.organisation, a.office, a.capacity, a.deputy_for,
    (SELECT i.id FROM safer.item AS i WHERE i.id = a.from_item) AS from_item,
    (SELECT i.id FROM safer.item AS i WHERE i.id = a.until_item) AS until_item,
    EXISTS (SELECT FROM safer.attendance_person AS p WHERE p.attendance = a.id) AS has_person,
    a.created_at, a.version,
    (SELECT coalesce(json_agg(json_build_object('meeting', o.id, 'body', o.body) ORDER BY o.starts_at, o.id), '[]')
        FROM safer.meeting AS m
        JOIN safer.meeting AS o ON (o.starts_at, coalesce(o.ends_at, o.starts_at + interval '2 hours'))
                OVERLAPS (m.starts_at, coalesce(m.ends_at, m.starts_at + interval '2 hours'))
            AND o.starts_at BETWEEN m.starts_at - interval '2 days' AND m.starts_at + interval '2 days'
            AND o.id <> m.id
            AND o.state <> 'cancelled'
        JOIN safer.attendance AS b ON b.meeting = o.id AND b.office = a.office
            AND b.partner IS NOT DISTINCT FROM a.partner AND b.organisation IS NOT DISTINCT FROM a.organisation
        WHERE m.id = a.meeting) AS also_at
FROM safer.attendance AS a;
