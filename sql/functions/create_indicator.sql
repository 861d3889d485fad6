-- Proposes an indicator, and returns its id. What measures it is the caller's partner, unless another is named. Of what is
-- counted, small numbers are hidden unless somebody says that none are, which is 0.
CREATE FUNCTION safer.create_indicator(id text, title text, description text, unit text, polarity text, frequency text,
    year text, priority text, source text, public boolean, focus boolean, kind text, suppress_below integer, note text)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    caller text := nullif(current_setting('safer.partner', true), '');
BEGIN
    IF NOT safer.is_partner() THEN
        PERFORM safer.refuse('not-permitted', 'Your token names no partner, and an indicator is proposed by one.');
    END IF;
    source := coalesce(source, caller);
    kind := coalesce(kind, 'value');
    suppress_below := nullif(coalesce(suppress_below, safer.usual_suppression(kind), 0), 0);
    PERFORM safer.check_indicator_names(priority, source);
    PERFORM FROM safer.indicator AS i WHERE i.id = create_indicator.id;
    IF FOUND THEN
        PERFORM safer.refuse('indicator-exists', format('There is an indicator ''%s'' already.', id), '/id');
    END IF;
    INSERT INTO safer.indicator (id, title, description, unit, polarity, frequency, year, priority, source, public,
        focus, kind, suppress_below, note)
    VALUES (id, title, description, unit, polarity, frequency, year, priority, source, coalesce(public, false),
        coalesce(focus, false), kind, suppress_below, note);
    RETURN id;
END
$$;

ALTER FUNCTION safer.create_indicator(text, text, text, text, text, text, text, text, text, boolean, boolean, text,
    integer, text) OWNER TO safer_rules;
