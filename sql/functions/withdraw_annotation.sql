-- Takes back what was said about a series, once; it stays to be read. Returns its id and what it was; no row when the
-- caller sees no such annotation.
CREATE FUNCTION safer.withdraw_annotation(indicator text, annotation uuid, reason text, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    series safer.indicator;
    held safer.annotation;
BEGIN
    SELECT * INTO series FROM safer.indicator AS i WHERE i.id = withdraw_annotation.indicator;
    SELECT *
    INTO held
    FROM safer.annotation AS a
    WHERE a.id = withdraw_annotation.annotation
        AND a.indicator = series.id
        AND (series.published OR safer.is_partner())
    FOR NO KEY UPDATE;
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    IF NOT safer.writes_series(series.source, nullif(current_setting('safer.partner', true), '')) THEN
        PERFORM safer.refuse('not-your-indicator',
            'What is said about a series is taken back by its source or by a constituent partner.');
    ELSIF if_match <> held.version THEN
        PERFORM safer.refuse('precondition-failed',
            'The annotation has changed since you read it. Read it again, then decide.');
    ELSIF held.withdrawn_at IS NOT NULL THEN
        PERFORM safer.refuse('annotation-withdrawn', 'This annotation was withdrawn before.');
    END IF;
    object := held.id::text;
    before := (SELECT safer.as_shown(row_to_json(a)) FROM api.annotations AS a WHERE a.id = held.id);
    UPDATE safer.annotation AS a
    SET withdrawn_at = now(), withdrawal_reason = reason
    WHERE a.id = held.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.withdraw_annotation(text, uuid, text, integer) OWNER TO safer_rules;
