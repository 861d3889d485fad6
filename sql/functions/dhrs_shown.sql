-- The reviews that are published, and shown today: what the public may read of them is for everybody.
CREATE FUNCTION safer.dhrs_shown()
RETURNS uuid[]
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN ARRAY(
        SELECT p.dhr
        FROM safer.dhr_publication AS p
        WHERE p.published_on <= safer.today()
            AND safer.today() <= coalesce(p.shown_until, 'infinity'));
END
$$;

ALTER FUNCTION safer.dhrs_shown() OWNER TO safer_rules;
