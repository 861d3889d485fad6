-- What is wrong with a step of a set's lineage, as the place in the body and a sentence, or NULL: what it names must
-- be there, be of one kind, and be in the set or not, as the step's kind needs.
CREATE FUNCTION safer.lineage_fault(set_id text, kind text, from_id text, to_id text, title text)
RETURNS jsonb
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    ours record;
    theirs record;
BEGIN
    SELECT p.kind, m.title
    INTO ours
    FROM safer.priority AS p
    LEFT JOIN safer.priority_set_member AS m ON m.priority_set = set_id AND m.priority = p.id
    WHERE p.id = from_id;
    SELECT p.kind, m.title
    INTO theirs
    FROM safer.priority AS p
    LEFT JOIN safer.priority_set_member AS m ON m.priority_set = set_id AND m.priority = p.id
    WHERE p.id = to_id;
    RETURN CASE
        WHEN kind = 'added' AND from_id IS NOT NULL
            THEN '["/from", "What is added follows from nothing: leave from out."]'::jsonb
        WHEN kind <> 'added' AND from_id IS NULL THEN '["/from", "Say which priority or theme this is about."]'
        WHEN kind IN ('removed', 'renamed') AND to_id IS NOT NULL
            THEN '["/to", "Nothing else follows from this step: leave to out."]'
        WHEN kind NOT IN ('removed', 'renamed') AND to_id IS NULL THEN '["/to", "Say what comes of it."]'
        WHEN kind = 'renamed' AND title IS NULL THEN '["/title", "Say the new title."]'
        WHEN kind = 'removed' AND title IS NOT NULL THEN '["/title", "What is removed needs no title."]'
        WHEN from_id IS NOT NULL AND ours.kind IS NULL THEN
            jsonb_build_array('/from', format('There is no priority or theme ''%s''.', from_id))
        WHEN to_id IS NOT NULL AND theirs.kind IS NULL THEN
            jsonb_build_array('/to', format('There is no priority or theme ''%s'': make it first.', to_id))
        WHEN from_id = to_id THEN '["/to", "A step leads from one to another."]'
        WHEN ours.kind <> theirs.kind THEN '["/to", "A priority and a theme do not become each other."]'
        WHEN from_id IS NOT NULL AND ours.title IS NULL THEN
            jsonb_build_array('/from', format('''%s'' is not in this set.', from_id))
        WHEN kind IN ('added', 'split') AND theirs.title IS NOT NULL THEN
            jsonb_build_array('/to', format('''%s'' is in this set already.', to_id))
        WHEN kind = 'renamed' AND title = ours.title THEN '["/title", "That is its title already."]' END;
END
$$;

ALTER FUNCTION safer.lineage_fault(text, text, text, text, text) OWNER TO safer_rules;
