-- What has to be known to read a quarter's figures: what was said about agreed indicators from a period of the year that
-- ends with the quarter on.
CREATE FUNCTION safer.report_annotations(last date)
RETURNS json
LANGUAGE sql
STABLE
AS $$
    SELECT coalesce(json_agg(json_build_object('indicator', n.indicator, 'title', i.title, 'area', n.area,
            'area_name', a.name, 'period', n.period, 'kind', n.kind, 'text', n.text, 'rebaseline', n.rebaseline)
        ORDER BY s.starts_on, n.id), '[]')
    FROM api.annotations AS n
    JOIN safer.annotation AS s ON s.id = n.id
    JOIN safer.indicator AS i ON i.id = n.indicator
    LEFT JOIN safer.area AS a ON a.id = n.area
    WHERE i.state = 'agreed'
        AND n.withdrawn_at IS NULL
        AND s.starts_on <= last
        AND s.starts_on > (last + 1 - interval '1 year')::date - 1
$$;
