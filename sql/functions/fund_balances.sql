-- The accounts of a fund, with the sums of their debits and credits, by what had happened on a day and was known at an
-- instant (NULL: all of it). No rows to who does not read the fund whole.
CREATE FUNCTION safer.fund_balances(fund text, on_date date, as_of timestamptz)
RETURNS TABLE (kind text, partner text, purpose text, other_fund text, debit_pence bigint, credit_pence bigint)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    IF fund_balances.fund <> ALL (safer.funds_read_whole()) THEN
        RETURN;
    END IF;
    PERFORM safer.check_known(on_date, as_of);
    RETURN QUERY
    WITH moved AS (
        SELECT s.account, sum(s.debit * p.amount_pence)::bigint AS debit_pence,
            sum((1 - s.debit) * p.amount_pence)::bigint AS credit_pence
        FROM safer.entry AS e
        JOIN safer.posting AS p ON p.entry = e.id AND p.fund = e.fund
        CROSS JOIN LATERAL (VALUES (p.debit_account, 1), (p.credit_account, 0)) AS s (account, debit)
        WHERE e.fund = fund_balances.fund
            AND e.occurred_on <= coalesce(on_date, 'infinity')
            AND e.recorded_at <= coalesce(as_of, 'infinity')
        GROUP BY s.account
    )
    SELECT a.kind, a.partner, a.purpose, a.other_fund, m.debit_pence, m.credit_pence
    FROM moved AS m
    JOIN safer.account AS a ON a.id = m.account;
END
$$;

ALTER FUNCTION safer.fund_balances(text, date, timestamptz) OWNER TO safer_rules;
