-- How many of the reviews that are counted on a day each partnership has, and how many of the people they are about
-- each of the characteristics: all that there are, or only those of reviews that no breakdown has yet. Every value has
-- a line, so that which lines there are tells nothing.
CREATE FUNCTION safer.dhr_characteristics(on_day date, uncounted boolean)
RETURNS TABLE (dimension text, value text, place integer, number integer)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH possible AS (
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
    ), found AS MATERIALIZED (
        SELECT f.dimension, f.value
        FROM safer.dhr_features(on_day) AS f
        WHERE NOT uncounted
            OR NOT EXISTS (
                SELECT
                FROM safer.dhr_statistic_counted AS c
                WHERE c.dhr = f.dhr
                    AND c.dimension = f.dimension)
    )
    SELECT o.dimension, o.value, o.place,
        (SELECT count(*) FROM found AS f WHERE f.dimension = o.dimension AND f.value = o.value)::integer
    FROM possible AS o
    ORDER BY o.dimension, o.place;
END
$$;

ALTER FUNCTION safer.dhr_characteristics(date, boolean) OWNER TO safer_rules;
