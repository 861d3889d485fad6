-- Locks a transfer the caller may see and returns it as clients see it at that moment; NULL if there is none. What is a
-- reversal itself is refused.
CREATE FUNCTION safer.hold_transfer(transfer uuid)
RETURNS json
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM FROM safer.transfer AS t WHERE t.id = transfer FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        PERFORM safer.refuse_reversal_of_reversal(transfer);
    END IF;
    RETURN (SELECT safer.as_shown(row_to_json(t)) FROM api.transfers AS t WHERE t.id = transfer);
END
$$;
