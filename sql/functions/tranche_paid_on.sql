-- The day on which a tranche was paid, for who sees the tranche and may not see the ledger; NULL while it is not paid.
CREATE FUNCTION safer.tranche_paid_on(expenditure uuid)
RETURNS date
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (SELECT x.incurred_on FROM safer.expenditure AS x WHERE x.id = tranche_paid_on.expenditure);
END
$$;

ALTER FUNCTION safer.tranche_paid_on(uuid) OWNER TO safer_rules;
