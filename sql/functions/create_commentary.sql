-- Keeps what is said about a priority and a quarter, by the organisation of the office that leads it today or by a
-- constituent partner. Returns its id; NULL when there is no such priority to see.
CREATE FUNCTION safer.create_commentary(id uuid, priority text, quarter text, text text)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    caller text := nullif(current_setting('safer.partner', true), '');
BEGIN
    PERFORM
    FROM safer.priority AS p
    WHERE p.id = create_commentary.priority
        AND p.kind = 'priority'
        AND caller IS NOT NULL;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    PERFORM
    FROM safer.partner AS p
    WHERE p.id = caller
        AND (p.kind = 'constituent'
            OR p.id = (SELECT l.partner FROM safer.lead_on(create_commentary.priority, safer.today()) AS l));
    IF NOT FOUND THEN
        PERFORM safer.refuse('not-the-lead', 'The organisation whose office leads the priority comments on it.');
    ELSIF (substr(quarter, 1, 4)::integer + 1) % 100 <> substr(quarter, 6, 2)::integer THEN
        PERFORM safer.refuse('date-implausible', format('There is no financial year %s.', left(quarter, 7)),
            '/quarter');
    ELSIF safer.commentary_quarter_start(quarter) < date '1998-01-01' THEN
        PERFORM safer.refuse('date-implausible', format('There was no such priority in %s.', quarter), '/quarter');
    ELSIF safer.commentary_quarter_start(quarter) > safer.today() THEN
        PERFORM safer.refuse('date-in-future', format('%s has not begun.', quarter), '/quarter');
    END IF;
    INSERT INTO safer.commentary (id, priority, quarter, text, partner) VALUES (id, priority, quarter, text, caller);
    RETURN id;
END
$$;

ALTER FUNCTION safer.create_commentary(uuid, text, text, text) OWNER TO safer_rules;
