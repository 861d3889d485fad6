-- Refuses whoever does not act for a constituent partner, with this sentence.
CREATE FUNCTION safer.check_constituent(sentence text)
RETURNS void
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    PERFORM
    FROM safer.partner AS p
    WHERE p.id = nullif(current_setting('safer.partner', true), '')
        AND p.kind = 'constituent';
    IF NOT FOUND THEN
        PERFORM safer.refuse('not-a-constituent-partner', sentence);
    END IF;
END
$$;

ALTER FUNCTION safer.check_constituent(text) OWNER TO safer_rules;
