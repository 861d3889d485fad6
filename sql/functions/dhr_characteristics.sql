-- How many of the reviews that are counted on a day each partnership has, and how many of the people they are about
-- each of the characteristics. Every value has a line, so that which lines there are tells nothing.
CREATE FUNCTION safer.dhr_characteristics(on_day date)
RETURNS TABLE (dimension text, value text, place integer, number integer)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH counted AS MATERIALIZED (
        SELECT c.dhr, c.partnership
        FROM safer.dhr_counted(on_day) AS c
    ), possible AS (
        SELECT 'partnership' AS dimension, p.id AS value, (row_number() OVER (ORDER BY p.id))::integer AS place
        FROM safer.partner AS p
        WHERE p.kind IN ('csp', 'district')
        UNION ALL
        SELECT d.dimension, v.value, v.place::integer
        FROM (VALUES ('victim_sex', '{female,male,other,not_known}'::text[]),
            ('perpetrator_sex', '{female,male,other,not_known}'),
            ('victim_age_band', '{under_18,18_24,25_44,45_64,65_over,not_known}'),
            ('perpetrator_age_band', '{under_18,18_24,25_44,45_64,65_over,not_known}'),
            ('relationship', '{partner,former_partner,parent,child,other_family,household,not_known}'))
            AS d (dimension, list)
        CROSS JOIN LATERAL unnest(d.list) WITH ORDINALITY AS v (value, place)
    ), found AS (
        SELECT 'partnership' AS dimension, c.partnership AS value
        FROM counted AS c
        UNION ALL
        SELECT x.dimension, x.value
        FROM counted AS c
        JOIN safer.dhr_person AS p ON p.dhr = c.dhr
        CROSS JOIN LATERAL (VALUES (p.role || '_sex', p.sex), (p.role || '_age_band', p.age_band),
            ('relationship', p.relationship)) AS x (dimension, value)
    )
    SELECT o.dimension, o.value, o.place,
        (SELECT count(*) FROM found AS f WHERE f.dimension = o.dimension AND f.value = o.value)::integer
    FROM possible AS o
    ORDER BY o.dimension, o.place;
END
$$;

ALTER FUNCTION safer.dhr_characteristics(date) OWNER TO safer_rules;
