-- What meetings resolved or recommended, with the options they had. An item is named to who sees it.
CREATE VIEW api.decisions WITH (security_invoker) AS
SELECT d.id, d.meeting, d.body, (m.starts_at AT TIME ZONE 'Europe/London')::date AS met_on,
    (SELECT i.id FROM safer.item AS i WHERE i.id = d.item) AS item, d.minute,
    (SELECT n.number FROM safer.minute AS n WHERE n.id = d.minute) AS minute_number, d.kind, d.stage, d.condition,
    d.text, (SELECT f.id FROM safer.decision AS f WHERE f.id = d.follows) AS follows, d.restricted, d.recorded_by,
    d.created_at, d.version,
    (SELECT coalesce(json_agg(json_build_object('text', o.text, 'chosen', o.chosen) ORDER BY o.place), '[]')
        FROM safer.decision_option AS o
        WHERE o.decision = d.id) AS options,
    (SELECT coalesce(json_agg(f.id ORDER BY f.id), '[]')
        FROM safer.follow_up AS f
        WHERE f.meeting = d.meeting AND f.decision = d.id) AS follow_ups
FROM safer.decision AS d
JOIN safer.meeting AS m ON m.id = d.meeting;
