-- The statement of a fund for a financial year, line by line: what it opened with, what came in and went out, and what
-- it closed with. In is positive, out negative, so that each column adds up. With an instant, as it was known then. No
-- rows to who does not read the fund whole. A contributor that has paid nothing has a line too; of a closed year those
-- are frozen with the rest.
CREATE FUNCTION safer.fund_statement(fund text, financial_year text, as_of timestamptz)
RETURNS TABLE (section text, item text, name text, amount_pence bigint, late_pence bigint)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan -- planning anew costs more than it saves
AS $$
#variable_conflict use_column
BEGIN
    IF fund_statement.fund <> ALL (safer.funds_read_whole()) THEN
        RETURN;
    END IF;
    PERFORM safer.check_known(NULL, as_of);
    RETURN QUERY
    WITH flow AS MATERIALIZED (
        SELECT f.financial_year, f.kind, f.item, f.amount_pence, f.late_pence
        FROM safer.fund_flows(fund_statement.fund, as_of) AS f
        WHERE f.financial_year <= fund_statement.financial_year
    ), line AS (
        SELECT f.kind, f.item, f.amount_pence, f.late_pence
        FROM flow AS f
        WHERE f.financial_year = fund_statement.financial_year
        UNION ALL
        SELECT 'contributions', s.partner, 0, 0
        FROM safer.fund_schedule(fund_statement.fund, fund_statement.financial_year) AS s
        WHERE NOT EXISTS (
            SELECT
            FROM safer.closing AS c
            WHERE c.fund = fund_statement.fund
                AND c.financial_year = fund_statement.financial_year
                AND c.created_at <= coalesce(as_of, 'infinity'))
    ), summed AS (
        SELECT l.kind, l.item, sum(l.amount_pence)::bigint AS amount_pence, sum(l.late_pence)::bigint AS late_pence
        FROM line AS l
        GROUP BY l.kind, l.item
    )
    SELECT o.section, o.item, o.name, o.amount_pence, o.late_pence
    FROM (
        SELECT 0 AS place, 'opening' AS section, NULL AS item, 'Opening balance' AS name,
            coalesce(sum(f.amount_pence), 0)::bigint AS amount_pence, 0::bigint AS late_pence
        FROM flow AS f
        WHERE f.financial_year < fund_statement.financial_year
        UNION ALL
        SELECT array_position(ARRAY['contributions', 'transfers', 'spending'], s.kind), s.kind, s.item,
            coalesce(p.name, u.name, n.name), s.amount_pence, s.late_pence
        FROM summed AS s
        LEFT JOIN safer.partner AS p ON s.kind = 'contributions' AND p.id = s.item
        LEFT JOIN safer.purpose AS u ON s.kind = 'spending' AND u.fund = fund_statement.fund AND u.id = s.item
        LEFT JOIN safer.fund AS n ON s.kind = 'transfers' AND n.id = s.item
        UNION ALL
        SELECT 9, 'closing', NULL, 'Closing balance', coalesce(sum(f.amount_pence), 0)::bigint, 0
        FROM flow AS f
    ) AS o
    ORDER BY o.place, o.item;
END
$$;

ALTER FUNCTION safer.fund_statement(text, text, timestamptz) OWNER TO safer_rules;
