-- Says something about a series from a period on, and returns its id; NULL when the caller sees no such indicator.
CREATE FUNCTION safer.create_annotation(id uuid, indicator text, area text, period text, kind text, text text,
    rebaseline boolean)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    caller text := nullif(current_setting('safer.partner', true), '');
    series safer.indicator;
BEGIN
    SELECT * INTO series FROM safer.indicator AS i WHERE i.id = indicator FOR NO KEY UPDATE;
    IF series.id IS NULL OR NOT (series.published OR safer.is_partner()) THEN
        RETURN NULL;
    END IF;
    IF NOT safer.writes_series(series.source, caller) THEN
        PERFORM safer.refuse('not-your-indicator',
            'What is said about a series is said by its source or by a constituent partner.');
    END IF;
    PERFORM FROM safer.area AS a WHERE a.id = area;
    IF area IS NOT NULL AND NOT FOUND THEN
        PERFORM safer.refuse('unknown-area', format('There is no area ''%s''.', area), '/area');
    ELSIF rebaseline AND kind = 'commentary' THEN
        PERFORM safer.refuse('rebaseline-without-cause', 'A commentary explains. What begins a series anew is a change'
            ' of recording, or an event.', '/rebaseline');
    END IF;
    INSERT INTO safer.annotation (id, indicator, area, starts_on, kind, text, rebaseline, partner)
    VALUES (id, series.id, area, safer.read_indicator_period(series, period), kind, text,
        coalesce(rebaseline, false), caller);
    RETURN id;
END
$$;

ALTER FUNCTION safer.create_annotation(uuid, text, text, text, text, text, boolean) OWNER TO safer_rules;
