-- What came into a fund and went out of it, by account, as the postings counted in financial years from one to another say
-- it: in is positive, out negative; late is what belongs to an earlier year. Closing entries are left out; with an
-- instant, as it was known then.
CREATE FUNCTION safer.posted_flows(fund text, first_year text, last_year text, as_of timestamptz)
RETURNS TABLE (financial_year text, account bigint, amount_pence bigint, late_pence bigint)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
-- One plan for all funds, and none that looks through all postings for each entry: that is what it would be of a fund
-- that statistics do not know yet.
SET plan_cache_mode = force_generic_plan
SET enable_nestloop = off
AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH moved AS MATERIALIZED (
        SELECT e.financial_year, p.debit_account, p.credit_account, sum(p.amount_pence) AS amount_pence,
            coalesce(sum(p.amount_pence) FILTER (WHERE e.belongs_to <> e.financial_year), 0) AS late_pence
        FROM safer.entry AS e
        JOIN safer.posting AS p ON p.entry = e.id AND p.fund = e.fund
        WHERE e.fund = posted_flows.fund
            AND e.financial_year BETWEEN first_year AND last_year
            AND e.kind <> 'closing'
            AND e.recorded_at <= coalesce(as_of, 'infinity')
        GROUP BY e.financial_year, p.debit_account, p.credit_account
    ), side AS (
        SELECT m.financial_year, m.credit_account AS account, m.amount_pence, m.late_pence
        FROM moved AS m
        UNION ALL
        SELECT m.financial_year, m.debit_account, -m.amount_pence, -m.late_pence
        FROM moved AS m
    )
    SELECT s.financial_year, a.id, sum(s.amount_pence)::bigint, sum(s.late_pence)::bigint
    FROM side AS s
    JOIN safer.account AS a ON a.id = s.account AND a.fund = posted_flows.fund
    WHERE a.kind IN ('contributions', 'spending', 'transfers')
    GROUP BY s.financial_year, a.id;
END
$$;

ALTER FUNCTION safer.posted_flows(text, text, text, timestamptz) OWNER TO safer_rules;
