-- Refuses to reverse what is a reversal itself, if the caller may know of it; otherwise there is nothing of this id.
CREATE FUNCTION safer.refuse_reversal_of_reversal(id uuid)
RETURNS void
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    PERFORM
    FROM safer.entry AS e
    LEFT JOIN safer.contribution AS c ON c.id = e.contribution
    WHERE e.id = refuse_reversal_of_reversal.id
        AND e.kind IN ('reversal', 'receipt-reversal')
        AND (e.fund = ANY (safer.funds_read_whole())
            OR c.partner = nullif(current_setting('safer.partner', true), ''));
    IF FOUND THEN
        PERFORM safer.refuse('reversal-of-reversal',
            'This is a reversal itself, and a reversal stands. If the money did move, post it again.');
    END IF;
END
$$;

ALTER FUNCTION safer.refuse_reversal_of_reversal(uuid) OWNER TO safer_rules;
