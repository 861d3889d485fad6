-- Each priority of a quarter with its lead, what the lead said about the quarter, and its actions: how many were in which
-- state when it ended, by what had been reported by then, and, with the list, each of them with what was reported in the
-- quarter. The priorities are those of the set in force on its last day, and others that have actions or a commentary,
-- with the title of the latest set that had begun, else the one they were made with. An action is told of from the quarter
-- on in which it was put on the plan, or something was reported of it.
CREATE FUNCTION safer.report_priorities(quarter text, first date, last date, with_list boolean)
RETURNS json
LANGUAGE sql
STABLE
AS $$
    WITH action AS (
        SELECT a.priority, a.id, a.title, a.owner, a.office, a.due_on,
            coalesce((
                SELECT g.state
                FROM safer.action_progress AS g
                WHERE g.action = a.id
                    AND g.state IS NOT NULL
                    AND g.reported_on <= last
                ORDER BY g.reported_on DESC, g.id DESC
                LIMIT 1), 'planned') AS state
        FROM safer.action AS a
        WHERE (a.created_at AT TIME ZONE 'Europe/London')::date <= last
            OR EXISTS (
                SELECT
                FROM safer.action_progress AS g
                WHERE g.action = a.id
                    AND g.reported_on <= last)
    ), shown AS (
        SELECT p.id, p.title, p.place, p.lead_office, p.lead_partner
        FROM safer.priorities_shown('priority', NULL, last) AS p
        UNION ALL
        SELECT p.id, coalesce((
                SELECT m.title
                FROM safer.priority_set_member AS m
                JOIN safer.priority_set AS s ON s.id = m.priority_set
                WHERE m.priority = p.id
                    AND s.state <> 'draft'
                    AND s.starts_on <= last
                ORDER BY s.starts_on DESC, s.id
                LIMIT 1), p.title), NULL, l.office, l.partner
        FROM safer.priority AS p
        LEFT JOIN LATERAL safer.lead_on(p.id, last) AS l ON true
        WHERE p.kind = 'priority'
            AND p.id NOT IN (SELECT s.id FROM safer.priorities_shown('priority', NULL, last) AS s)
            AND (p.id IN (SELECT a.priority FROM action AS a)
                OR p.id IN (SELECT c.priority FROM safer.commentary AS c WHERE c.quarter = report_priorities.quarter))
    )
    SELECT coalesce(json_agg(json_strip_nulls(json_build_object(
            'priority', s.id, 'title', s.title, 'lead', s.lead_office, 'lead_partner', s.lead_partner,
            'actions', (
                SELECT json_build_object('planned', count(*) FILTER (WHERE a.state = 'planned'),
                    'in_progress', count(*) FILTER (WHERE a.state = 'in_progress'),
                    'delayed', count(*) FILTER (WHERE a.state = 'delayed'),
                    'complete', count(*) FILTER (WHERE a.state = 'complete'),
                    'withdrawn', count(*) FILTER (WHERE a.state = 'withdrawn'))
                FROM action AS a
                WHERE a.priority = s.id),
            'commentaries', (
                SELECT coalesce(json_agg(json_build_object('text', c.text, 'partner', c.partner) ORDER BY c.id), '[]')
                FROM safer.commentary AS c
                WHERE c.priority = s.id
                    AND c.quarter = report_priorities.quarter),
            'action_list', CASE WHEN with_list THEN (
                SELECT coalesce(json_agg(json_build_object('action', a.id, 'title', a.title, 'owner', a.owner,
                        'office', a.office, 'due_on', a.due_on, 'state', a.state, 'progress', (
                            SELECT coalesce(json_agg(json_build_object('on', g.reported_on, 'state', g.state,
                                    'text', g.text, 'partner', g.partner) ORDER BY g.reported_on, g.id), '[]')
                            FROM safer.action_progress AS g
                            WHERE g.action = a.id
                                AND g.reported_on BETWEEN first AND last))
                    ORDER BY a.due_on, a.id), '[]')
                FROM action AS a
                WHERE a.priority = s.id) END))
        ORDER BY s.place, s.id), '[]')
    FROM shown AS s
$$;
