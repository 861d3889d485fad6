-- Whether the caller reads a bid: who made it, who leads its project, who reads every bid, and who keeps its round.
CREATE FUNCTION safer.reads_bid(bid safer.bid)
RETURNS boolean
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN bid.bidder IS NOT DISTINCT FROM nullif(current_setting('safer.partner', true), '')
        OR safer.reads_every_bid()
        OR bid.round = ANY (safer.rounds_kept())
        OR EXISTS (
            SELECT
            FROM safer.project AS p
            WHERE p.id = bid.project
                AND p.lead = nullif(current_setting('safer.partner', true), ''));
END
$$;

ALTER FUNCTION safer.reads_bid(safer.bid) OWNER TO safer_rules;
