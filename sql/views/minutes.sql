-- Minutes. One is restricted when its item is, or itself; of one that is withheld there is that it is there, under the
-- title the agenda gives everybody. An item, and a minute that it corrects, are named to who sees them.
CREATE VIEW api.minutes WITH (security_invoker) AS
SELECT m.id, m.meeting, m.body, m.number, i.id AS item, coalesce(t.title, i.public_title) AS title, t.text,
    m.restricted OR g.ground IS NOT NULL AS restricted, coalesce(m.exempt_ground, g.ground) AS exempt_ground,
    coalesce(m.public_interest, i.public_interest) AS public_interest, t.minute IS NULL AS withheld,
    (SELECT c.id FROM safer.minute AS c WHERE c.id = m.corrects AND t.minute IS NOT NULL) AS corrects,
    w.minutes_approved_at IS NOT NULL AS approved, m.published_on, m.created_at,
    CASE WHEN t.minute IS NOT NULL THEN m.version ELSE 0 END AS version
FROM safer.minute AS m
JOIN safer.meeting AS w ON w.id = m.meeting
CROSS JOIN LATERAL (SELECT safer.item_ground(m.item)) AS g (ground)
LEFT JOIN safer.item AS i ON i.id = m.item
LEFT JOIN safer.minute_text AS t ON t.minute = m.id;
