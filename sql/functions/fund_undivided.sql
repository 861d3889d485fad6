-- What of a fund is awarded without saying in which parts it is paid, as some awards were published, and not spent on
-- their purposes yet, in pence.
CREATE FUNCTION safer.fund_undivided(fund text)
RETURNS bigint
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (
        SELECT coalesce(sum(greatest(a.amount_pence - s.pence, 0)), 0)::bigint
        FROM safer.award AS a
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(x.amount_pence), 0) AS pence
            FROM safer.expenditure AS x
            WHERE x.fund = a.fund
                AND x.purpose = a.purpose
                AND x.reversed_at IS NULL
                AND NOT EXISTS (SELECT FROM safer.tranche AS t WHERE t.expenditure = x.id)) AS s
        WHERE a.fund = fund_undivided.fund
            AND a.state <> 'withdrawn'
            AND NOT EXISTS (SELECT FROM safer.tranche AS t WHERE t.award = a.id));
END
$$;

ALTER FUNCTION safer.fund_undivided(text) OWNER TO safer_rules;
