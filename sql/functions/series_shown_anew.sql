-- The indicators of which the caller may see something else since a transaction, because of one before another: they are
-- public or no longer, have another source, or hide other small numbers. A delta tells such a series anew. Who reads every
-- series sees the same as ever; and who is no partner is told only of indicators that are public or were.
CREATE FUNCTION safer.series_shown_anew(since xid8, upper xid8)
RETURNS TABLE (number integer, indicator text)
LANGUAGE sql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT i.number, i.id
    FROM safer.indicator AS i
    WHERE i.shown_by >= since
        AND i.shown_by < upper
        AND NOT safer.reads_every_series()
        AND (i.was_public OR safer.is_partner())
    ORDER BY i.number
$$;

ALTER FUNCTION safer.series_shown_anew(xid8, xid8) OWNER TO safer_rules;
