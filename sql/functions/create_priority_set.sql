-- Makes a draft set of priorities and themes, which takes over what is in the set it succeeds, and returns its id.
CREATE FUNCTION safer.create_priority_set(id text, title text, starts_on date, ends_on date, succeeds text,
    source text, note text)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    PERFORM safer.check_constituent('Only a constituent partner drafts priorities.');
    PERFORM safer.check_id_free('set', id, format('There is a set of priorities ''%s'' already.', id));
    IF ends_on < starts_on THEN
        PERFORM safer.refuse('term-invalid', 'The set would end before it starts.', '/ends_on');
    END IF;
    PERFORM FROM safer.priority_set AS s WHERE s.id = succeeds FOR KEY SHARE;
    IF succeeds IS NOT NULL AND NOT FOUND THEN
        PERFORM safer.refuse('unknown-priority-set', format('There is no set of priorities ''%s''.', succeeds),
            '/succeeds');
    END IF;
    INSERT INTO safer.priority_set (id, title, starts_on, ends_on, succeeds, source, note)
    VALUES (id, title, starts_on, ends_on, succeeds, source, note);
    INSERT INTO safer.priority_set_member (priority_set, priority, place, title)
    SELECT create_priority_set.id, m.priority, m.place, m.title
    FROM safer.priority_set_member AS m
    WHERE m.priority_set = succeeds;
    UPDATE safer.priority AS p
    SET written_by = pg_current_xact_id()
    FROM safer.priority_set_member AS m
    WHERE m.priority_set = create_priority_set.id
        AND p.id = m.priority;
    RETURN id;
END
$$;

ALTER FUNCTION safer.create_priority_set(text, text, date, date, text, text, text) OWNER TO safer_rules;
