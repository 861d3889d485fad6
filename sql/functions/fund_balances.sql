-- The accounts of a fund, with the sums of their debits and credits, by what had happened on a day and was known at an
-- instant (NULL: all of it). No rows to who does not read the fund whole.
CREATE FUNCTION safer.fund_balances(fund text, on_date date, as_of timestamptz)
RETURNS TABLE (kind text, partner text, purpose text, other_fund text, debit_pence bigint, credit_pence bigint)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
-- As for posted_flows.
SET plan_cache_mode = force_generic_plan
SET enable_nestloop = off
AS $$
#variable_conflict use_column
BEGIN
    IF fund_balances.fund <> ALL (safer.funds_read_whole()) THEN
        RETURN;
    END IF;
    PERFORM safer.check_known(on_date, as_of);
    RETURN QUERY
    WITH moved AS MATERIALIZED (
        SELECT p.debit_account, p.credit_account, sum(p.amount_pence) AS amount_pence
        FROM safer.entry AS e
        JOIN safer.posting AS p ON p.entry = e.id AND p.fund = e.fund
        WHERE e.fund = fund_balances.fund
            AND e.occurred_on <= coalesce(on_date, 'infinity')
            AND e.recorded_at <= coalesce(as_of, 'infinity')
        GROUP BY p.debit_account, p.credit_account
    ), side AS (
        SELECT m.debit_account AS account, m.amount_pence AS debit_pence, 0 AS credit_pence
        FROM moved AS m
        UNION ALL
        SELECT m.credit_account, 0, m.amount_pence
        FROM moved AS m
    )
    SELECT a.kind, a.partner, a.purpose, a.other_fund, sum(s.debit_pence)::bigint, sum(s.credit_pence)::bigint
    FROM side AS s
    JOIN safer.account AS a ON a.id = s.account AND a.fund = fund_balances.fund
    GROUP BY a.id;
END
$$;

ALTER FUNCTION safer.fund_balances(text, date, timestamptz) OWNER TO safer_rules;
