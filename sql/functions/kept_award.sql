-- Holds an award for a change and returns it; NULL when there is none, or nobody asks. The host of its fund keeps it.
CREATE FUNCTION safer.kept_award(award_id uuid, if_match integer)
RETURNS safer.award
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    caller text := nullif(current_setting('safer.partner', true), '');
    held safer.award;
BEGIN
    SELECT * INTO held FROM safer.award AS a WHERE a.id = award_id AND caller IS NOT NULL FOR NO KEY UPDATE;
    IF held.id IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM FROM safer.fund AS f WHERE f.id = held.fund AND f.host = caller;
    IF NOT FOUND THEN
        PERFORM safer.refuse('not-the-host', 'An award is kept by the host of the fund whose money it is.');
    ELSIF if_match <> held.version THEN
        PERFORM safer.refuse('precondition-failed',
            'The award has changed since you read it. Read it again, then decide.');
    END IF;
    RETURN held;
END
$$;

ALTER FUNCTION safer.kept_award(uuid, integer) OWNER TO safer_rules;
