-- Records an area for a constituent partner, and returns its id.
CREATE FUNCTION safer.create_area(id text, name text, kind text, partner text, from_on date, to_on date, note text)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    IF NOT safer.is_constituent_partner() THEN
        PERFORM safer.refuse('not-a-constituent-partner', 'Only a constituent partner records an area.');
    END IF;
    PERFORM FROM safer.partner AS p WHERE p.id = partner;
    IF partner IS NOT NULL AND NOT FOUND THEN
        PERFORM safer.refuse('unknown-partner', format('There is no partner ''%s''.', partner), '/partner');
    END IF;
    PERFORM FROM safer.area AS a WHERE a.id = create_area.id;
    IF FOUND THEN
        PERFORM safer.refuse('area-exists', format('There is an area ''%s'' already.', id), '/id');
    END IF;
    IF to_on < from_on THEN
        PERFORM safer.refuse('date-implausible', format('%s is before the area''s first day, %s.', to_on, from_on),
            '/to_on');
    ELSIF from_on < '1800-01-01' THEN
        PERFORM safer.refuse('date-implausible', format('%s is before any area of ours.', from_on), '/from_on');
    ELSIF from_on > '2100-12-31' THEN
        PERFORM safer.refuse('date-implausible', format('%s is too far ahead.', from_on), '/from_on');
    ELSIF to_on > '2100-12-31' THEN
        PERFORM safer.refuse('date-implausible', format('%s is too far ahead.', to_on), '/to_on');
    END IF;
    INSERT INTO safer.area (id, name, kind, partner, from_on, to_on, note)
    VALUES (id, name, kind, partner, from_on, to_on, note);
    RETURN id;
END
$$;

ALTER FUNCTION safer.create_area(text, text, text, text, date, date, text) OWNER TO safer_rules;
