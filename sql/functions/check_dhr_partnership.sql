-- Refuses what is no community safety partnership: one that goes by its own name, or a district, which is one.
CREATE FUNCTION safer.check_dhr_partnership(partnership text)
RETURNS void
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM FROM safer.partner AS p WHERE p.id = partnership AND p.kind IN ('csp', 'district');
    IF NOT FOUND THEN
        PERFORM safer.refuse('unknown-partnership', format('There is no local partnership ''%s''.', partnership),
            '/partnership');
    END IF;
END
$$;

ALTER FUNCTION safer.check_dhr_partnership(text) OWNER TO safer_rules;
