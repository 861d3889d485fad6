-- Whether the caller reads how an award is paid and kept to: its recipient, who reads every bid, and who keeps its round.
CREATE FUNCTION safer.follows_award(award uuid)
RETURNS boolean
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN EXISTS (
        SELECT
        FROM safer.award AS a
        WHERE a.id = follows_award.award
            AND (a.recipient = nullif(current_setting('safer.partner', true), '')
                OR safer.reads_every_bid()
                OR a.round = ANY (safer.rounds_kept())));
END
$$;

ALTER FUNCTION safer.follows_award(uuid) OWNER TO safer_rules;
