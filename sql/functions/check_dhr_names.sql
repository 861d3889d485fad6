-- Refuses text that holds a name which is protected in a review. name_marks says of each text of the body where it stands,
-- and the marks of what can be a name in it; key_id, under which key they were made. Neither tells the name.
CREATE FUNCTION safer.check_dhr_names(dhr_id uuid, name_marks jsonb, key_id text)
RETURNS void
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    sentence constant text := 'The text holds a name that is protected in this review. Write it without.';
    faults jsonb;
BEGIN
    PERFORM FROM safer.dhr_name AS n WHERE n.dhr = dhr_id AND n.key_id <> check_dhr_names.key_id;
    IF FOUND THEN
        PERFORM safer.refuse('names-key-changed',
            'The protected names of this review were kept under another key, so no text can be held against them.');
    END IF;
    faults := (
        SELECT jsonb_agg(jsonb_build_object('pointer', m.value ->> 'pointer', 'code', 'protected-name',
            'detail', sentence) ORDER BY m.place)
        FROM jsonb_array_elements(name_marks) WITH ORDINALITY AS m (value, place)
        WHERE EXISTS (
            SELECT
            FROM safer.dhr_name AS n
            WHERE n.dhr = dhr_id
                AND strpos(m.value ->> 'marks', n.mark) > 0));
    IF faults IS NOT NULL THEN
        PERFORM safer.refuse('protected-name', sentence, NULL, jsonb_build_object('errors', faults));
    END IF;
END
$$;

ALTER FUNCTION safer.check_dhr_names(uuid, jsonb, text) OWNER TO safer_rules;
