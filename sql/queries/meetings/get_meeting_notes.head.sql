-- What stands above and below the notes of a meeting: no row, no meeting to be seen.
SELECT 'notes' AS page, b.title AS body, safer.time_in_words(m.starts_at) AS starts, m.place, m.state,
    m.cancelled_because, safer.day_in_words(m.minutes_on) AS published,
    w.present_count, w.in_attendance_count,
    (
        SELECT json_agg(json_build_object('office', a.office, 'of', coalesce(p.name, a.organisation),
            'capacity', a.capacity, 'deputy_for', a.deputy_for) ORDER BY a.capacity = 'in_attendance', a.id)
        FROM safer.attendance AS a
        LEFT JOIN safer.partner AS p ON p.id = a.partner
        WHERE a.meeting = m.id
    ) AS attendance,
    (
        SELECT json_agg(json_build_object('kind', d.kind, 'text', d.text, 'condition', d.condition) ORDER BY d.id)
        FROM safer.decision AS d
        WHERE d.meeting = m.id
            AND d.minute IS NULL
    ) AS decisions,
    (SELECT safer.time_in_words(n.starts_at) FROM safer.meeting AS n WHERE n.id = w.minutes_approved_in) AS approved_at,
    w.minutes_approved_subject_to AS subject_to, m.version,
    EXISTS (
        SELECT
        FROM api.minutes AS n
        WHERE n.meeting = m.id
            AND n.restricted
            AND NOT n.withheld
    ) OR EXISTS (
        SELECT
        FROM safer.decision AS d
        WHERE d.meeting = m.id
            AND d.restricted
    ) AS _restricted
FROM safer.meeting AS m
JOIN api.meetings AS w ON w.id = m.id
JOIN safer.body AS b ON b.id = m.body
WHERE m.id = :meeting::uuid;
