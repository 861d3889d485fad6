-- Changes an indicator: what is given is set, what is named in clears is emptied, all else stays. Its source changes
-- what it is called; who sees it, and who measures it, is once it is agreed for the constituent partners. Returns its
-- id and what it was; no row when the caller sees no such indicator.
CREATE FUNCTION safer.change_indicator(indicator text, changes jsonb, clears jsonb, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    given jsonb := jsonb_strip_nulls(changes)
        || coalesce((SELECT jsonb_object_agg(c.name, NULL) FROM jsonb_array_elements_text(clears) AS c (name)), '{}');
    held safer.indicator;
    become safer.indicator;
BEGIN
    SELECT * INTO held FROM safer.indicator AS i WHERE i.id = change_indicator.indicator FOR NO KEY UPDATE;
    IF held.id IS NULL OR NOT (held.published OR safer.is_partner()) THEN
        RETURN;
    END IF;
    IF NOT safer.writes_series(held.source, nullif(current_setting('safer.partner', true), '')) THEN
        PERFORM safer.refuse('not-your-indicator',
            'An indicator is changed by its source or by a constituent partner.');
    ELSIF if_match <> held.version THEN
        PERFORM safer.refuse('precondition-failed',
            'The indicator has changed since you read it. Read it again, then decide.');
    ELSIF held.state <> 'proposed' AND given ?| '{public,focus,suppress_below,source}'
            AND NOT safer.is_constituent_partner() THEN
        PERFORM safer.refuse('not-your-indicator', 'Once an indicator is agreed, who sees it and who measures it is for'
            ' a constituent partner to say.');
    END IF;
    become := jsonb_populate_record(held, given);
    PERFORM safer.check_indicator_names(become.priority, become.source);
    IF (become.frequency, become.year) IS DISTINCT FROM (held.frequency, held.year) THEN
        PERFORM FROM safer.observation AS o WHERE o.indicator = held.number LIMIT 1;
        IF FOUND THEN
            PERFORM safer.refuse('indicator-observed', 'The indicator has observations, and their periods are of its'
                ' frequency and its years: these stay. Propose another indicator.');
        END IF;
        PERFORM FROM safer.annotation AS a WHERE a.indicator = held.id LIMIT 1;
        IF FOUND THEN
            PERFORM safer.refuse('indicator-observed', 'The indicator has annotations, and their periods are of its'
                ' frequency and its years: these stay. Propose another indicator.');
        END IF;
    END IF;
    IF become.kind = 'count' AND held.kind <> 'count' THEN
        PERFORM
        FROM safer.observation AS o
        WHERE o.indicator = held.number
            AND (o.value < 0 OR o.value <> trunc(o.value))
        LIMIT 1;
        IF FOUND THEN
            PERFORM safer.refuse('indicator-observed', 'The indicator has observations below zero or between whole'
                ' numbers, which are no counts. Propose another indicator.');
        END IF;
        IF NOT given ? 'suppress_below' THEN
            become.suppress_below := coalesce(held.suppress_below, safer.usual_suppression('count'));
        END IF;
    END IF;
    IF become.public AND held.state <> 'proposed'
            AND (NOT held.published OR become.priority <> held.priority) THEN
        PERFORM safer.check_publication(become.priority);
    END IF;
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(i)) FROM api.indicators AS i WHERE i.id = held.id);
    UPDATE safer.indicator AS i
    SET title = become.title, description = become.description, unit = become.unit, polarity = become.polarity,
        frequency = become.frequency, year = become.year, priority = become.priority, source = become.source,
        public = become.public, focus = become.focus, kind = become.kind, suppress_below = become.suppress_below,
        note = become.note
    WHERE i.id = held.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.change_indicator(text, jsonb, jsonb, integer) OWNER TO safer_rules;
