-- What the host had not confirmed, of the contributions counted in a fund's financial year; with an instant, as it was
-- known then. Of a closed year it is what was not confirmed when it was closed: a receipt after that is counted later.
CREATE FUNCTION safer.unconfirmed_pence(fund text, financial_year text, as_of timestamptz)
RETURNS bigint
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    closed boolean := EXISTS (
        SELECT
        FROM safer.closing AS c
        WHERE c.fund = unconfirmed_pence.fund
            AND c.financial_year = unconfirmed_pence.financial_year
            AND c.created_at <= coalesce(as_of, 'infinity'));
BEGIN
    IF unconfirmed_pence.fund <> ALL (safer.funds_read_whole()) THEN
        RETURN NULL;
    END IF;
    IF as_of IS NULL AND NOT closed THEN
        RETURN (SELECT coalesce(sum(c.amount_pence), 0)::bigint
            FROM safer.contribution AS c
            WHERE c.fund = unconfirmed_pence.fund
                AND c.booked_in = unconfirmed_pence.financial_year
                -- That is state unconfirmed; said so, an index would be asked for those of all funds.
                AND c.confirmed_on IS NULL
                AND c.reversed_at IS NULL);
    END IF;
    RETURN (SELECT coalesce(sum(c.amount_pence), 0)::bigint
        FROM safer.contribution AS c
        WHERE c.fund = unconfirmed_pence.fund
            AND c.booked_in = unconfirmed_pence.financial_year
            AND (closed OR c.created_at <= as_of)
            AND NOT EXISTS (SELECT FROM safer.entry AS e
                WHERE e.contribution = c.id
                    AND e.kind IN ('receipt', 'reversal')
                    AND CASE WHEN closed THEN e.financial_year = c.booked_in ELSE e.recorded_at <= as_of END));
END
$$;

ALTER FUNCTION safer.unconfirmed_pence(text, text, timestamptz) OWNER TO safer_rules;
