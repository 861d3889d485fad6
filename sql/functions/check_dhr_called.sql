-- Refuses a pseudonym, or a form of it, that another review has or had; whoever asks this may know of all reviews.
CREATE FUNCTION safer.check_dhr_called(dhr_id uuid, called text, pointer text)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    -- Two that take the same at the same time wait for each other here, whether as a pseudonym or as an older form. One lock
    -- for all names: each takes several, in its own order, and with a lock a name two could wait for each other for ever.
    PERFORM pg_advisory_xact_lock(hashtextextended('["dhr names"]', 0));
    IF EXISTS (SELECT FROM safer.dhr AS d WHERE lower(d.pseudonym) = lower(called) AND d.id <> dhr_id)
            OR EXISTS (SELECT FROM safer.dhr_alias AS a WHERE lower(a.alias) = lower(called) AND a.dhr <> dhr_id) THEN
        PERFORM safer.refuse('pseudonym-in-use', 'Another review goes by this, or went by it.', pointer);
    END IF;
END
$$;

ALTER FUNCTION safer.check_dhr_called(uuid, text, text) OWNER TO safer_rules;
