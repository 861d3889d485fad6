-- Meetings as events of a calendar: what is published of them, whoever asks, for a calendar is read
-- by whoever has its address. Of a restricted item there is its public title, if it has one.
CREATE VIEW api.calendar_events WITH (security_invoker) AS
SELECT m.id, CASE WHEN m.state = 'cancelled' THEN 'Cancelled: ' || b.title ELSE b.title END AS summary, m.place,
    to_char(m.starts_at AT TIME ZONE 'Europe/London', 'YYYY-MM-DD"T"HH24:MI:SS') AS starts,
    to_char(m.ends_at AT TIME ZONE 'Europe/London', 'YYYY-MM-DD"T"HH24:MI:SS') AS ends, m.state, m.sequence,
    to_char(m.changed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') AS changed,
    coalesce(m.cancelled_because, (
        SELECT string_agg(concat_ws(' ', i.ref, CASE WHEN i.restricted
                THEN coalesce(i.public_title, 'Not for publication') ELSE t.title END), E'\n' ORDER BY i.place, i.id)
        FROM safer.item AS i
        LEFT JOIN safer.item_text AS t ON t.item = i.id
        WHERE i.meeting = m.id
            AND i.published_on IS NOT NULL)) AS description,
    m.url, m.body AS _body, m.starts_at AS _starts_at
FROM safer.meeting AS m
JOIN safer.body AS b ON b.id = m.body
WHERE m.notice_on IS NOT NULL;
