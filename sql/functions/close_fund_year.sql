-- Closes a financial year of a fund: freezes its statement, with a line for each contributor, and carries forward what
-- is left by an entry that empties the year's accounts. By the host, once, after the year has ended, and the years in
-- their order. No row when the caller does not see the fund. It waits for whoever is posting to the fund, and they for
-- it.
CREATE FUNCTION safer.close_fund_year(fund text, financial_year text, note text, closing_id uuid)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    entry_id uuid := safer.new_uuid();
    carried bigint;
    opening bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM safer.fund AS f
        WHERE f.id = close_fund_year.fund AND f.id = ANY (safer.funds_in_view())) THEN
        RETURN;
    END IF;
    PERFORM safer.check_host(close_fund_year.fund, NULL);
    PERFORM FROM safer.fund AS f WHERE f.id = close_fund_year.fund FOR UPDATE;
    PERFORM safer.check_closing(close_fund_year.fund, close_fund_year.financial_year);

    SELECT coalesce(sum(f.amount_pence) FILTER (WHERE f.financial_year < close_fund_year.financial_year), 0)
    INTO opening
    FROM safer.fund_flows(close_fund_year.fund) AS f;
    INSERT INTO safer.closing (id, fund, financial_year, partner, note, opening_pence, closing_pence, created_at)
    SELECT closing_id, close_fund_year.fund, close_fund_year.financial_year,
        current_setting('safer.partner', true), close_fund_year.note, opening,
        opening + coalesce(sum(f.amount_pence) FILTER (WHERE f.financial_year = close_fund_year.financial_year), 0),
        clock_timestamp()
    FROM safer.fund_flows(close_fund_year.fund) AS f;

    carried := safer.open_account(close_fund_year.fund, 'carried-forward');
    INSERT INTO safer.entry (id, fund, kind, closing, financial_year, belongs_to, occurred_on)
    VALUES (entry_id, close_fund_year.fund, 'closing', closing_id, close_fund_year.financial_year,
        close_fund_year.financial_year,
        (safer.financial_year_start(close_fund_year.financial_year) + interval '1 year' - interval '1 day')::date);
    WITH line AS (
        INSERT INTO safer.closing_line (closing, account, amount_pence, late_pence)
        SELECT closing_id, f.account, sum(f.amount_pence), sum(f.late_pence)
        FROM (
            SELECT p.account, p.amount_pence, p.late_pence
            FROM safer.posted_flows(close_fund_year.fund, close_fund_year.financial_year,
                close_fund_year.financial_year, NULL) AS p
            UNION ALL
            SELECT safer.open_account(close_fund_year.fund, 'contributions', s.partner), 0, 0
            FROM safer.fund_schedule(close_fund_year.fund, close_fund_year.financial_year) AS s) AS f
        GROUP BY f.account
        RETURNING account, amount_pence
    )
    INSERT INTO safer.posting (entry, line, fund, debit_account, credit_account, amount_pence)
    SELECT entry_id, row_number() OVER (ORDER BY l.account), close_fund_year.fund,
        CASE WHEN l.amount_pence > 0 THEN l.account ELSE carried END,
        CASE WHEN l.amount_pence > 0 THEN carried ELSE l.account END,
        abs(l.amount_pence)
    FROM line AS l
    WHERE l.amount_pence <> 0;
    object := closing_id::text;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.close_fund_year(text, text, text, uuid) OWNER TO safer_rules;
