-- Holds a round for a change and returns it; NULL when there is none to see. The host of its fund keeps it.
CREATE FUNCTION safer.kept_round(round_id text, if_match integer)
RETURNS safer.grant_round
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    caller text := nullif(current_setting('safer.partner', true), '');
    held safer.grant_round;
BEGIN
    SELECT * INTO held FROM safer.grant_round AS r WHERE r.id = round_id AND caller IS NOT NULL FOR NO KEY UPDATE;
    IF held.id IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM FROM safer.fund AS f WHERE f.id = held.fund AND f.host = caller;
    IF NOT FOUND THEN
        PERFORM safer.refuse('not-the-host', 'A round is kept by the host of the fund whose money it offers.');
    ELSIF if_match <> held.version THEN
        PERFORM safer.refuse('precondition-failed',
            'The round has changed since you read it. Read it again, then decide.');
    END IF;
    RETURN held;
END
$$;

ALTER FUNCTION safer.kept_round(text, integer) OWNER TO safer_rules;
