-- The indicators of whose observations the caller may see something else since they were proposed, and the transaction
-- that changed it last: they became public or no longer are, have another source, or hide other small numbers. Who
-- reads every series sees the same as ever; and who is no partner is told only of indicators that are public or were.
CREATE FUNCTION safer.series_shown_anew()
RETURNS TABLE (number integer, indicator text, shown_by xid8)
LANGUAGE sql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT i.number, i.id, i.shown_by
    FROM safer.indicator AS i
    WHERE i.shown_by IS NOT NULL
        AND NOT safer.reads_every_series()
        AND (i.was_public OR safer.is_partner())
    ORDER BY i.number
$$;

ALTER FUNCTION safer.series_shown_anew() OWNER TO safer_rules;
