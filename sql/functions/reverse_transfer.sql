-- Reverses a transfer under the caller's own rights; triggers say who may and when. No row when the caller sees no such
-- transfer; what is a reversal itself is refused.
CREATE FUNCTION safer.reverse_transfer(transfer uuid, reason text, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM FROM safer.transfer AS t WHERE t.id = transfer FOR NO KEY UPDATE;
    SELECT safer.as_shown(row_to_json(t)) INTO before FROM api.transfers AS t WHERE t.id = transfer;
    IF before IS NULL THEN
        PERFORM safer.refuse_reversal_of_reversal(transfer);
        RETURN;
    END IF;

    UPDATE safer.transfer AS t
    SET reversed_at = now(),
        reversal_reason = reason,
        version = coalesce(if_match, t.version)
    WHERE t.id = transfer;

    object := transfer::text;
    RETURN NEXT;
END
$$;
