-- What the ledger of the reviews' fund says of a financial year: what was received and confirmed, by partner, what
-- was spent, and what the fund closes with. NULL without a year, and to who does not read the fund whole.
CREATE FUNCTION safer.dhr_funding_ledger(financial_year text)
RETURNS json
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    IF financial_year IS NULL OR 'dhr-fund' <> ALL (safer.funds_read_whole()) THEN
        RETURN NULL;
    END IF;
    RETURN (
        SELECT json_build_object(
            'received_pence', coalesce(sum(s.amount_pence) FILTER (WHERE s.section = 'contributions'), 0)::bigint,
            'confirmed_pence', coalesce(sum(s.amount_pence) FILTER (WHERE s.section = 'contributions'), 0)::bigint
                - safer.unconfirmed_pence('dhr-fund', financial_year, NULL),
            'spent_pence', coalesce(-sum(s.amount_pence) FILTER (WHERE s.section = 'spending'), 0)::bigint,
            'balance_pence', max(s.amount_pence) FILTER (WHERE s.section = 'closing'),
            'contributions', (
                SELECT coalesce(json_agg(json_build_object('partner', c.partner, 'received_pence', c.received_pence,
                    'confirmed_pence', c.received_pence - c.unconfirmed_pence) ORDER BY c.partner), '[]')
                FROM safer.fund_schedule('dhr-fund', financial_year) AS c
                WHERE c.received_pence > 0))
        FROM safer.fund_statement('dhr-fund', financial_year, NULL) AS s);
END
$$;

ALTER FUNCTION safer.dhr_funding_ledger(text) OWNER TO safer_rules;
