-- What of a round is awarded and stays so, in pence: what its awards come to, without what came back.
CREATE FUNCTION safer.round_committed(round text)
RETURNS bigint
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (
        SELECT coalesce(sum(safer.award_kept(a) - a.returned_pence), 0)::bigint
        FROM safer.award AS a
        WHERE a.round = round_committed.round);
END
$$;

ALTER FUNCTION safer.round_committed(text) OWNER TO safer_rules;
