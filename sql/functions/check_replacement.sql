-- A replacement stands for a contribution that has just been reversed in its favour, and shares with it
-- everything that says whose money it is.
CREATE FUNCTION safer.check_replacement(replacement safer.contribution)
RETURNS void
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM
    FROM safer.contribution AS c
    WHERE c.id = replacement.replaces
        AND c.replaced_by = replacement.id
        AND c.fund = replacement.fund
        AND c.partner = replacement.partner
        AND c.external_reference = replacement.external_reference;
    IF NOT FOUND THEN
        PERFORM safer.refuse('not-permitted', 'A replacement is posted with the reversal it belongs to.');
    END IF;
END
$$;

ALTER FUNCTION safer.check_replacement(safer.contribution) OWNER TO safer_rules;
