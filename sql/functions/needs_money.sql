-- Whether new spending goes no further than what is left: unless a decision is cited, or it is the agreement's own
-- commitment, or it puts right no less than it costs (its replacement for the same purpose, which was none either).
CREATE FUNCTION safer.needs_money(expenditure safer.expenditure)
RETURNS boolean
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN expenditure.decision IS NULL
        AND NOT safer.is_commitment(expenditure.fund, expenditure.purpose, expenditure.incurred_on)
        AND NOT EXISTS (
            SELECT
            FROM safer.expenditure AS x
            WHERE x.id = expenditure.replaces
                AND x.purpose = expenditure.purpose
                AND x.amount_pence >= expenditure.amount_pence
                AND NOT safer.is_commitment(x.fund, x.purpose, x.incurred_on));
END
$$;

ALTER FUNCTION safer.needs_money(safer.expenditure) OWNER TO safer_rules;
