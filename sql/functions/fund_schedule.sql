-- What each contributor owes a fund for a financial year, and what came of it; who has paid has a line though nothing is
-- due any more. Nothing is due from who may not contribute on the day.
-- Sums are over all rows; shown are all contributors to who reads the fund whole, else the caller's own line.
CREATE FUNCTION safer.fund_schedule(fund text, financial_year text)
RETURNS TABLE (partner text, name text, due_pence bigint, received_pence bigint, unconfirmed_pence bigint,
    outstanding_pence bigint, due_on date, state text)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    caller text := nullif(current_setting('safer.partner', true), '');
    whole boolean := fund_schedule.fund = ANY (safer.funds_read_whole());
    first_day date := safer.financial_year_start(fund_schedule.financial_year);
    last_day date := first_day + interval '1 year' - interval '1 day';
BEGIN
    RETURN QUERY
    WITH due AS (
        SELECT p.partner, m.amount_pence, m.due_on
        FROM safer.agreement_minimum AS m
        JOIN safer.agreement AS a ON a.id = m.agreement
        JOIN safer.agreement_party AS p ON p.agreement = m.agreement
        WHERE m.fund = fund_schedule.fund
            AND m.financial_year = fund_schedule.financial_year
            AND m.due_on <= coalesce(a.dissolved_on, 'infinity')
            AND safer.may_contribute(m.fund, p.partner, m.due_on)
        UNION ALL
        SELECT n.partner, coalesce(max(n.amount_pence), 0), greatest(min(n.from_on), first_day)
        FROM safer.fund_contributor AS n
        WHERE n.fund = fund_schedule.fund
            AND n.from_on <= last_day
            AND coalesce(n.to_on, 'infinity') >= first_day
        GROUP BY n.partner
        HAVING safer.may_contribute(fund_schedule.fund, n.partner, greatest(min(n.from_on), first_day))
        UNION ALL
        SELECT DISTINCT c.partner, 0, first_day
        FROM safer.contribution AS c
        WHERE c.fund = fund_schedule.fund
            AND c.financial_year = fund_schedule.financial_year
            AND c.state <> 'reversed'
    ), line AS (
        SELECT d.partner, max(d.amount_pence) AS due_pence, max(d.due_on) AS due_on
        FROM due AS d
        GROUP BY d.partner
    ), paid AS (
        SELECT c.partner, sum(c.amount_pence)::bigint AS received_pence,
            coalesce(sum(c.amount_pence) FILTER (WHERE c.state = 'unconfirmed'), 0)::bigint AS unconfirmed_pence
        FROM safer.contribution AS c
        WHERE c.fund = fund_schedule.fund
            AND c.financial_year = fund_schedule.financial_year
            AND c.state <> 'reversed'
        GROUP BY c.partner
    )
    SELECT l.partner, o.name, l.due_pence, coalesce(p.received_pence, 0), coalesce(p.unconfirmed_pence, 0),
        greatest(l.due_pence - coalesce(p.received_pence, 0), 0), l.due_on,
        CASE WHEN coalesce(p.received_pence, 0) >= l.due_pence THEN 'paid'
            WHEN safer.today() > l.due_on THEN 'overdue'
            WHEN p.received_pence > 0 THEN 'part_paid'
            WHEN safer.today() = l.due_on THEN 'due'
            ELSE 'not_due' END
    FROM line AS l
    JOIN safer.partner AS o ON o.id = l.partner
    LEFT JOIN paid AS p ON p.partner = l.partner
    WHERE whole
        OR l.partner = caller
    ORDER BY l.partner;
END
$$;

ALTER FUNCTION safer.fund_schedule(text, text) OWNER TO safer_rules;
