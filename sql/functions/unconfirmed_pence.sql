-- What the host had not confirmed, of the contributions counted in a fund's financial year; with an instant, as it was
-- known then.
CREATE FUNCTION safer.unconfirmed_pence(fund text, financial_year text, as_of timestamptz)
RETURNS bigint
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    IF unconfirmed_pence.fund <> ALL (safer.funds_read_whole()) THEN
        RETURN NULL;
    END IF;
    IF as_of IS NULL THEN
        RETURN (SELECT coalesce(sum(c.amount_pence), 0)::bigint
            FROM safer.contribution AS c
            WHERE c.fund = unconfirmed_pence.fund
                AND c.booked_in = unconfirmed_pence.financial_year
                AND c.state = 'unconfirmed');
    END IF;
    RETURN (SELECT coalesce(sum(c.amount_pence), 0)::bigint
        FROM safer.contribution AS c
        WHERE c.fund = unconfirmed_pence.fund
            AND c.booked_in = unconfirmed_pence.financial_year
            AND c.created_at <= as_of
            AND NOT EXISTS (SELECT FROM safer.entry AS e
                WHERE e.contribution = c.id AND e.kind IN ('receipt', 'reversal') AND e.recorded_at <= as_of));
END
$$;

ALTER FUNCTION safer.unconfirmed_pence(text, text, timestamptz) OWNER TO safer_rules;
