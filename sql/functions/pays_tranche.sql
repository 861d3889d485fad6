-- Whether spending pays a tranche, which names it before it is posted, or replaces what does.
CREATE FUNCTION safer.pays_tranche(expenditure safer.expenditure)
RETURNS boolean
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN EXISTS (
        SELECT
        FROM safer.tranche AS t
        WHERE t.expenditure IN (expenditure.id, expenditure.replaces));
END
$$;

ALTER FUNCTION safer.pays_tranche(safer.expenditure) OWNER TO safer_rules;
