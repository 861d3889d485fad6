-- The partners that a report names, as leads, as owners of actions or for what they say, with their names on a day.
CREATE FUNCTION safer.report_partners(told json, day date)
RETURNS json
LANGUAGE sql
STABLE
AS $$
    SELECT coalesce(json_agg(json_build_object('partner', p.id, 'name', coalesce(safer.partner_name(p.id, day), p.name))
        ORDER BY p.id), '[]')
    FROM safer.partner AS p
    WHERE p.id IN (
        SELECT f.found #>> '{}'
        FROM unnest(ARRAY['$.**.lead_partner', '$.**.owner', '$.**.partner']::jsonpath[]) AS w (wanted)
        CROSS JOIN LATERAL jsonb_path_query(told::jsonb, w.wanted) AS f (found))
$$;
