-- Keeps what a recipient says of an award by a day, for the recipient, or for the host of the fund where it came on paper;
-- until it is accepted it is made anew. Returns the return's id and what it was; no row when the caller does not follow the
-- award.
CREATE FUNCTION safer.receive_monitoring_return(return_id uuid, spent_pence bigint, said text, received_on date,
    if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    caller text := nullif(current_setting('safer.partner', true), '');
    held safer.monitoring_return;
BEGIN
    PERFORM
    FROM safer.monitoring_return AS r
    JOIN safer.award AS a ON a.id = r.award
    JOIN safer.fund AS f ON f.id = a.fund
    WHERE r.id = return_id
        AND (a.recipient IS NULL OR a.recipient <> caller)
        AND f.host <> caller
        AND safer.follows_award(a.id);
    IF FOUND THEN
        PERFORM safer.refuse('not-your-award',
            'A return is made by the recipient of the award, or by the host of the fund.');
    END IF;
    held := safer.kept_return(return_id, if_match);
    IF held.id IS NULL THEN
        RETURN;
    ELSIF held.state = 'accepted' THEN
        PERFORM safer.refuse('state-conflict', 'The return is ''accepted'', and stays so.', NULL,
            jsonb_build_object('state', held.state, 'allowed', jsonb_build_array()));
    END IF;
    PERFORM safer.check_happened(received_on, '/received_on');
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(x)) FROM api.monitoring_returns AS x WHERE x.id = held.id);
    UPDATE safer.monitoring_return AS r
    SET state = 'received',
        received_on = coalesce(receive_monitoring_return.received_on, safer.today()),
        spent_pence = receive_monitoring_return.spent_pence,
        text = said,
        decided_on = NULL,
        decided_because = NULL
    WHERE r.id = held.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.receive_monitoring_return(uuid, bigint, text, date, integer) OWNER TO safer_rules;
