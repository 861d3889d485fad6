-- What is counted in a financial year of a fund and belongs to an earlier one, which was closed: the contribution,
-- spending, transfer or refund it tells of, and how much. No rows to who does not read the fund whole.
CREATE FUNCTION safer.late_entries(fund text, financial_year text, as_of timestamptz)
RETURNS TABLE (kind text, object uuid, belongs_to text, recorded_at timestamptz, amount_pence bigint)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    IF late_entries.fund <> ALL (safer.funds_read_whole()) THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT e.kind, coalesce(e.contribution, e.expenditure, e.transfer, e.refund), e.belongs_to, e.recorded_at,
        sum(s.sign * p.amount_pence)::bigint
    FROM safer.entry AS e
    JOIN safer.posting AS p ON p.entry = e.id AND p.fund = e.fund
    CROSS JOIN LATERAL (VALUES (p.credit_account, 1), (p.debit_account, -1)) AS s (account, sign)
    JOIN safer.account AS a ON a.id = s.account
    WHERE e.fund = late_entries.fund
        AND e.financial_year = late_entries.financial_year
        AND e.belongs_to <> e.financial_year
        AND e.recorded_at <= coalesce(as_of, 'infinity')
        AND a.kind IN ('contributions', 'spending', 'transfers')
    GROUP BY e.id
    ORDER BY e.id;
END
$$;

ALTER FUNCTION safer.late_entries(text, text, timestamptz) OWNER TO safer_rules;
