-- What stands above and below an agenda: no row, no meeting to be seen.
SELECT 'agenda' AS page, b.title AS body, safer.time_in_words(m.starts_at) AS starts, m.place, m.state,
    m.cancelled_because, safer.day_in_words(m.agenda_on) AS published,
    (
        SELECT safer.time_in_words(n.starts_at) || ', ' || n.place
        FROM safer.meeting AS n
        WHERE n.body = m.body
            AND n.starts_at > m.starts_at
            AND n.state <> 'cancelled'
        ORDER BY n.starts_at, n.id
        LIMIT 1
    ) AS next, m.version,
    EXISTS (
        SELECT
        FROM safer.item AS i
        JOIN safer.item_text AS t ON t.item = i.id
        WHERE i.meeting = m.id
            AND i.restricted
    ) OR EXISTS (
        SELECT
        FROM api.papers AS p
        WHERE p.meeting = m.id
            AND p.restricted
            AND NOT p.withheld
    ) AS _restricted
FROM safer.meeting AS m
JOIN safer.body AS b ON b.id = m.body
WHERE m.id = :meeting::uuid;
