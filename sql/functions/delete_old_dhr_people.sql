-- Retention: removes what is counted of the people of reviews that were over before a day, once it is in counts that
-- were issued by all it can be counted by; of no review that is held at once, and of any other four years later: so
-- many at the most, how many.
CREATE FUNCTION safer.delete_old_dhr_people(before_day date, most integer)
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    reviews uuid[];
BEGIN
    WITH deleted AS (
        DELETE FROM safer.dhr_person AS t
        WHERE t.ctid = ANY (ARRAY(
            SELECT o.ctid
            FROM safer.dhr_person AS o
            JOIN safer.dhr AS d ON d.id = o.dhr
            WHERE d.id = ANY (safer.dhrs_over(before_day))
                AND (d.decision = 'no_review'
                    OR d.id = ANY (safer.dhrs_over((before_day - make_interval(years => 4))::date))
                    OR NOT EXISTS (
                        SELECT
                        FROM safer.dhr_person_features(o) AS f
                        WHERE NOT EXISTS (
                            SELECT
                            FROM safer.dhr_statistic_counted AS c
                            WHERE c.dhr = o.dhr
                                AND c.dimension = f.dimension)))
            LIMIT most))
        RETURNING t.dhr
    )
    SELECT array_agg(x.dhr) INTO reviews FROM deleted AS x;
    UPDATE safer.dhr AS d SET written_by = pg_current_xact_id() WHERE d.id = ANY (reviews);
    RETURN coalesce(cardinality(reviews), 0);
END
$$;

ALTER FUNCTION safer.delete_old_dhr_people(date, integer) OWNER TO safer_rules;
