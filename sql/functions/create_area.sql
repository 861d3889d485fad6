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
    INSERT INTO safer.area (id, name, kind, partner, from_on, to_on, note)
    VALUES (id, name, kind, partner, from_on, to_on, note);
    RETURN id;
END
$$;

ALTER FUNCTION safer.create_area(text, text, text, text, date, date, text) OWNER TO safer_rules;
