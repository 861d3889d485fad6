-- What stands above and below the notes of a meeting: no row, no meeting to be seen.
SELECT 'notes' AS page, b.title AS body, safer.time_in_words(m.starts_at) AS starts, m.place, m.state,
    m.cancelled_because, safer.day_in_words(m.minutes_on) AS published,
    CASE WHEN m.minutes_on IS NOT NULL OR m.body IN (SELECT k.body FROM safer.bodies_kept() AS k (body))
        THEN m.present_count END AS present_count,
    CASE WHEN m.minutes_on IS NOT NULL OR m.body IN (SELECT k.body FROM safer.bodies_kept() AS k (body))
        THEN m.in_attendance_count END AS in_attendance_count,
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
    (SELECT safer.time_in_words(n.starts_at) FROM safer.meeting AS n WHERE n.id = m.minutes_approved_at) AS approved_at,
    m.minutes_approved_subject_to AS subject_to, m.version,
    EXISTS (
        SELECT
        FROM api.minutes AS n
        WHERE n.meeting = m.id
            AND n.restricted
            AND NOT n.withheld
    ) AS _restricted
FROM safer.meeting AS m
JOIN safer.body AS b ON b.id = m.body
WHERE m.id = :meeting::uuid;
