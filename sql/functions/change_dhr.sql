-- Changes what is said of a review; changes has the names of the columns of dhr and dhr_text: what is given is set, what
-- clears names is emptied, all else stays. Returns its id and what it was; no row when there is none to know of.
CREATE FUNCTION safer.change_dhr(dhr_id uuid, changes jsonb, clears jsonb, aliases jsonb, name_marks jsonb, key_id text,
    if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    given jsonb := jsonb_strip_nulls(changes)
        || coalesce((SELECT jsonb_object_agg(c.name, NULL) FROM jsonb_array_elements_text(clears) AS c (name)), '{}');
    held safer.dhr;
    said safer.dhr_text;
BEGIN
    held := safer.held_dhr(dhr_id, if_match);
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    PERFORM safer.check_dhr_names(held.id, name_marks, key_id);
    object := held.id;
    before := safer.dhr_before(held.id);
    held := jsonb_populate_record(held, given);
    PERFORM safer.check_dhr_partnership(held.partnership);
    PERFORM safer.check_dhr_called(held.id, held.pseudonym, '/pseudonym');
    aliases := coalesce(aliases,
        (SELECT jsonb_agg(a.alias ORDER BY a.place) FROM safer.dhr_alias AS a WHERE a.dhr = held.id), '[]');
    PERFORM safer.set_dhr_aliases(held.id, held.pseudonym, aliases);
    UPDATE safer.dhr AS d
    SET pseudonym = held.pseudonym, review_type = held.review_type, partnership = held.partnership
    WHERE d.id = held.id;
    UPDATE safer.dhr_publication AS p
    SET pseudonym = held.pseudonym, review_type = held.review_type,
        partnership = CASE WHEN p.partnership IS NOT NULL THEN held.partnership END
    WHERE p.dhr = held.id
        AND (p.pseudonym, p.review_type, p.partnership) IS DISTINCT FROM (held.pseudonym, held.review_type,
            CASE WHEN p.partnership IS NOT NULL THEN held.partnership END);
    IF given ?| '{summary,documents_location,note}' THEN
        SELECT * INTO said FROM safer.dhr_text AS t WHERE t.dhr = held.id;
        said := jsonb_populate_record(said, given);
        INSERT INTO safer.dhr_text AS t (dhr, summary, documents_location, note)
        VALUES (held.id, said.summary, said.documents_location, said.note)
        ON CONFLICT (dhr) DO UPDATE
        SET summary = excluded.summary, documents_location = excluded.documents_location, note = excluded.note;
    END IF;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.change_dhr(uuid, jsonb, jsonb, jsonb, jsonb, text, integer) OWNER TO safer_rules;
