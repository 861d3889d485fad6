-- Priorities, or themes, the reader may see, with what belongs to them: of a set, of the set in force on a date, or
-- all. The title and place are those of that set; of all, those of the latest set that is not a draft, else of the
-- latest draft. The state is the best of the sets it is in. The lead is that of the date, or today's.
CREATE FUNCTION safer.priorities_shown(wanted text, in_set text, on_date date)
RETURNS TABLE (id text, title text, state text, set text, place integer, lead_office text, lead_partner text,
    note text, created_at timestamptz, version integer, sets json, lineage json, plans json)
LANGUAGE sql
STABLE
AS $$
    SELECT p.id, coalesce(m.title, p.title),
        CASE WHEN a.states @> '{agreed}' THEN 'agreed' WHEN a.states @> '{superseded}' THEN 'superseded'
            ELSE 'draft' END,
        m.priority_set, m.place, l.office, l.partner, p.note, p.created_at, p.version,
        a.sets,
        (SELECT coalesce(json_agg(json_build_object('set', s.set, 'kind', s.kind, 'from', s."from",
                'from_title', s.from_title, 'to', s."to", 'to_title', s.to_title, 'source', s.source, 'note', s.note)
                ORDER BY s.starts_on, s.id), '[]')
            FROM api.lineage AS s
            WHERE p.id IN (s."from", s."to")),
        (SELECT coalesce(json_agg(x.plan ORDER BY x.plan), '[]')
            FROM safer.plan_priority AS x
            WHERE x.priority = p.id)
    FROM safer.priority AS p
    CROSS JOIN LATERAL (
        SELECT array_agg(s.state) AS states,
            coalesce(json_agg(json_build_object('set', s.id, 'state', s.state, 'title', x.title)
                ORDER BY s.starts_on, s.id), '[]') AS sets
        FROM safer.priority_set_member AS x
        JOIN safer.priority_set AS s ON s.id = x.priority_set
        WHERE x.priority = p.id
    ) AS a
    LEFT JOIN LATERAL (
        SELECT x.priority_set, x.place, x.title
        FROM safer.priority_set_member AS x
        JOIN safer.priority_set AS s ON s.id = x.priority_set
        WHERE x.priority = p.id
            AND (in_set IS NULL OR s.id = in_set)
            AND (on_date IS NULL OR s.id = (
                SELECT f.id
                FROM safer.priority_set AS f
                WHERE f.state <> 'draft'
                    AND f.starts_on <= on_date
                    AND (f.ends_on IS NULL OR f.ends_on >= on_date)
                ORDER BY f.starts_on DESC, f.id
                LIMIT 1))
        ORDER BY s.state = 'draft', s.starts_on DESC, s.id
        LIMIT 1
    ) AS m ON true
    LEFT JOIN LATERAL safer.lead_on(p.id, coalesce(on_date, safer.today())) AS l ON true
    WHERE p.kind = wanted
        AND (m.priority_set IS NOT NULL OR (in_set IS NULL AND on_date IS NULL))
$$;
