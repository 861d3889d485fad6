-- The numbers of the indicators whose observations the caller reads in every area: those that are published, and those it is
-- the source of.
CREATE FUNCTION safer.indicators_read()
RETURNS SETOF integer
LANGUAGE sql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT i.number
    FROM safer.indicator AS i
    WHERE i.published
        OR i.source = nullif(current_setting('safer.partner', true), '')
$$;

ALTER FUNCTION safer.indicators_read() OWNER TO safer_rules;
