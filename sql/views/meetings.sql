-- Meetings. How many were there is told with the minutes; that these were approved, with them or with those of the meeting
-- that approved them. Scalar subqueries, not EXISTS: that may be answered by reading all there are.
CREATE VIEW api.meetings WITH (security_invoker) AS
SELECT m.id, m.body, m.starts_at, to_char(m.starts_at AT TIME ZONE 'Europe/London', 'YYYY-MM-DD"T"HH24:MI')
        AS starts_at_local,
    m.ends_at, m.place, m.state, m.cancelled_because, m.notice_on, m.agenda_on, m.minutes_on,
    CASE WHEN t.approval_shown THEN 'approved'
        WHEN m.minutes_on IS NOT NULL THEN 'published'
        WHEN (SELECT n.meeting FROM safer.minute AS n WHERE n.meeting = m.id LIMIT 1) IS NOT NULL THEN 'draft'
        ELSE 'none' END AS minutes_state,
    (SELECT a.id FROM safer.meeting AS a WHERE t.approval_shown AND a.id = m.minutes_approved_at) AS minutes_approved_in,
    CASE WHEN t.approval_shown THEN m.minutes_approved_subject_to END AS minutes_approved_subject_to,
    CASE WHEN t.shown THEN m.present_count END AS present_count,
    CASE WHEN t.shown THEN m.in_attendance_count END AS in_attendance_count,
    m.sequence, m.external_system, m.external_id, m.url, m.source, m.note, m.created_at, m.version
FROM safer.meeting AS m
CROSS JOIN LATERAL (
    SELECT k.kept OR m.minutes_on IS NOT NULL AS shown,
        m.minutes_approved_at IS NOT NULL AND (k.kept OR m.minutes_on IS NOT NULL OR (
            SELECT a.minutes_on
            FROM safer.meeting AS a
            WHERE a.id = m.minutes_approved_at) IS NOT NULL) AS approval_shown
    FROM (SELECT m.body IN (SELECT b.body FROM safer.bodies_kept() AS b (body)) AS kept) AS k
) AS t;
