-- Whether a partner contributes to a fund for a financial year: as a party of the agreement that covers the
-- year, or because the fund names it. NULL when nobody does, because nothing covers the year: what would fall due only
-- after the agreement is dissolved covers nothing.
CREATE FUNCTION safer.contributes_to(fund text, partner text, financial_year text)
RETURNS boolean
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    first_day date := safer.financial_year_start(contributes_to.financial_year);
    last_day date := first_day + interval '1 year' - interval '1 day';
BEGIN
    RETURN (
        SELECT bool_or(c.partner = contributes_to.partner)
        FROM (
            SELECT p.partner
            FROM safer.agreement_minimum AS m
            JOIN safer.agreement AS a ON a.id = m.agreement
            JOIN safer.agreement_party AS p ON p.agreement = m.agreement
            WHERE m.fund = contributes_to.fund
                AND m.financial_year = contributes_to.financial_year
                AND m.due_on <= coalesce(a.dissolved_on, 'infinity')
            UNION ALL
            SELECT n.partner
            FROM safer.fund_contributor AS n
            WHERE n.fund = contributes_to.fund
                AND n.from_on <= last_day
                AND coalesce(n.to_on, 'infinity') >= first_day
        ) AS c);
END
$$;

ALTER FUNCTION safer.contributes_to(text, text, text) OWNER TO safer_rules;
