-- Takes an observation back: what it was goes to its history, and an empty row stays, so that whoever pulls changes is
-- told. Returns the withdrawal's id and what the observation was.
CREATE FUNCTION safer.withdraw_observation(id uuid, indicator text, area text, period text, reason text)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    caller text := nullif(current_setting('safer.partner', true), '');
    series safer.indicator;
    place safer.area;
    first date;
    held safer.observation;
    instant timestamptz;
BEGIN
    IF NOT safer.is_partner() THEN
        PERFORM safer.refuse('not-permitted', 'Your token names no partner, so there is no series of yours to write.');
    END IF;
    SELECT * INTO series FROM safer.indicator AS i WHERE i.id = withdraw_observation.indicator FOR NO KEY UPDATE;
    SELECT * INTO place FROM safer.area AS a WHERE a.id = withdraw_observation.area;
    IF series.id IS NULL THEN
        PERFORM safer.refuse('unknown-indicator', format('There is no indicator ''%s''.', indicator), '/indicator');
    ELSIF NOT safer.writes_series(series.source, caller) THEN
        PERFORM safer.refuse('not-your-indicator', 'A series is written by its source or by a constituent partner.');
    ELSIF place.id IS NULL THEN
        PERFORM safer.refuse('unknown-area', format('There is no area ''%s''.', area), '/area');
    END IF;
    first := safer.read_indicator_period(series, period);
    SELECT o.*
    INTO held
    FROM safer.observation AS o
    WHERE o.indicator = series.number
        AND o.area = place.number
        AND o.starts_on = first
        AND o.value IS NOT NULL;
    IF held.indicator IS NULL THEN
        PERFORM safer.refuse('unknown-observation', 'The series has no observation of this area and period.',
            '/period');
    END IF;
    instant := greatest(clock_timestamp(), held.recorded_at);
    before := json_build_object('indicator', series.id, 'area', place.id, 'period', period, 'value', held.value,
        'status', CASE WHEN held.provisional THEN 'provisional' ELSE 'final' END, 'revision', held.revision);
    INSERT INTO safer.observation_revision (recorded_at, superseded_at, indicator, area, starts_on, revision,
        provisional, value)
    VALUES (held.recorded_at, instant, held.indicator, held.area, held.starts_on, held.revision, held.provisional,
        held.value);
    UPDATE safer.observation AS o
    SET value = NULL,
        revision = o.revision + 1,
        recorded_at = instant,
        written_by = pg_current_xact_id()
    WHERE o.indicator = held.indicator
        AND o.area = held.area
        AND o.starts_on = held.starts_on;
    INSERT INTO safer.observation_withdrawal (id, indicator, area, starts_on, revision, reason, partner, created_at)
    VALUES (id, held.indicator, held.area, held.starts_on, held.revision + 1, reason, caller, instant);
    object := id::text;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.withdraw_observation(uuid, text, text, text, text) OWNER TO safer_rules;
