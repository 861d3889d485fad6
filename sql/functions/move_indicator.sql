-- Agrees or retires an indicator on a day, by the word of a constituent partner. Returns its id and what it was; no row
-- when the caller sees no such indicator.
CREATE FUNCTION safer.move_indicator(indicator text, target text, on_date date, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    held safer.indicator;
    allowed text;
    place text := CASE target WHEN 'agreed' THEN '/agreed_on' ELSE '/retired_on' END;
BEGIN
    on_date := coalesce(on_date, safer.today());
    SELECT * INTO held FROM safer.indicator AS i WHERE i.id = move_indicator.indicator FOR NO KEY UPDATE;
    IF held.id IS NULL OR NOT (held.published OR safer.is_partner()) THEN
        RETURN;
    END IF;
    allowed := CASE held.state WHEN 'proposed' THEN 'agreed' WHEN 'agreed' THEN 'retired' END;
    IF NOT safer.is_constituent_partner() THEN
        PERFORM safer.refuse('not-a-constituent-partner',
            'An indicator is agreed and retired by a constituent partner.');
    ELSIF if_match <> held.version THEN
        PERFORM safer.refuse('precondition-failed',
            'The indicator has changed since you read it. Read it again, then decide.');
    ELSIF target IS DISTINCT FROM allowed THEN
        PERFORM safer.refuse('indicator-state', format('The indicator is %s: %s.', held.state,
            coalesce('it can be ' || allowed, 'that is its last state')), NULL,
            jsonb_build_object('allowed', to_jsonb(array_remove(ARRAY[allowed], NULL))));
    ELSIF on_date > safer.today() THEN
        PERFORM safer.refuse('date-in-future', format('This cannot have been decided on %s: today is %s.', on_date,
            safer.today()), place);
    ELSIF on_date < coalesce(held.agreed_on, '1998-01-01') THEN
        PERFORM safer.refuse('date-implausible', format('%s is too early.', on_date), place);
    END IF;
    IF held.public AND target = 'agreed' THEN
        PERFORM safer.check_publication(held.priority);
    END IF;
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(i)) FROM api.indicators AS i WHERE i.id = held.id);
    UPDATE safer.indicator AS i
    SET state = target,
        agreed_on = CASE target WHEN 'agreed' THEN on_date ELSE i.agreed_on END,
        retired_on = CASE target WHEN 'retired' THEN on_date END
    WHERE i.id = held.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.move_indicator(text, text, date, integer) OWNER TO safer_rules;
