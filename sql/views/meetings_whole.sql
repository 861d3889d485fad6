-- A meeting with its quorum, its notice, and how much of it is not for the reader.
CREATE VIEW api.meetings_whole WITH (security_invoker) AS
SELECT m.*,
    (SELECT count(*) FROM safer.item AS i WHERE i.meeting = m.id) AS item_count,
    json_build_object(
        'items', (SELECT count(*) FILTER (WHERE t.item IS NULL)
            FROM safer.item AS i
            LEFT JOIN safer.item_text AS t ON t.item = i.id
            WHERE i.meeting = m.id),
        'papers', (SELECT count(*) FILTER (WHERE t.paper IS NULL)
            FROM safer.paper AS p
            LEFT JOIN safer.paper_text AS t ON t.paper = p.id
            WHERE p.meeting = m.id),
        'minutes', (SELECT count(*) FILTER (WHERE t.minute IS NULL)
            FROM safer.minute AS n
            LEFT JOIN safer.minute_text AS t ON t.minute = n.id
            WHERE n.meeting = m.id)) AS withheld,
    safer.quorum_shown(m.id) AS quorum,
    safer.notice_of(b.notice_days, m.agenda_on, (m.starts_at AT TIME ZONE 'Europe/London')::date) AS notice
FROM api.meetings AS m
JOIN safer.body AS b ON b.id = m.body;
