-- Refuses a restriction that does not say its ground, and what is said of one where there is none.
CREATE FUNCTION safer.check_restriction(restricted boolean, ground text, public_interest text, public_title text)
RETURNS void
LANGUAGE plpgsql
IMMUTABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    IF restricted AND ground IS NULL THEN
        PERFORM safer.refuse('restriction-invalid', 'Say on which ground it is restricted.', '/exempt_ground');
    ELSIF NOT restricted AND num_nonnulls(ground, public_interest, public_title) > 0 THEN
        PERFORM safer.refuse('restriction-invalid',
            'A ground, its sentence and a public title are for what is restricted.',
            CASE WHEN ground IS NOT NULL THEN '/exempt_ground'
                WHEN public_interest IS NOT NULL THEN '/public_interest' ELSE '/public_title' END);
    END IF;
END
$$;

ALTER FUNCTION safer.check_restriction(boolean, text, text, text) OWNER TO safer_rules;
