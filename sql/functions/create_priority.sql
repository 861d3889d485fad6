-- Makes a priority or a theme that is in no set yet, and returns its id. A step of a set's lineage puts it there.
CREATE FUNCTION safer.create_priority(id text, kind text, title text, note text)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    PERFORM safer.check_constituent('Only a constituent partner drafts priorities and themes.');
    PERFORM safer.check_id_free('priority', id, format('There is a priority or theme ''%s'' already.', id));
    INSERT INTO safer.priority (id, kind, title, note) VALUES (id, kind, title, note);
    RETURN id;
END
$$;

ALTER FUNCTION safer.create_priority(text, text, text, text) OWNER TO safer_rules;
