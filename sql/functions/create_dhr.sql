-- Records a review that was notified and returns its id. fields has the names of the columns of dhr and dhr_text; what has
-- no reference is given one.
CREATE FUNCTION safer.create_dhr(id uuid, fields jsonb, aliases jsonb)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    made safer.dhr := jsonb_populate_record(NULL::safer.dhr, '{"review_type": "dhr"}' || jsonb_strip_nulls(fields));
    said safer.dhr_text := jsonb_populate_record(NULL::safer.dhr_text, jsonb_strip_nulls(fields));
BEGIN
    PERFORM safer.check_coordinator();
    PERFORM safer.check_dhr_partnership(made.partnership);
    PERFORM safer.check_happened(made.notified_on, '/notified_on');
    SELECT r.id INTO made.rule
    FROM safer.dhr_clock_rule AS r
    WHERE r.from_on <= made.notified_on
    ORDER BY r.from_on DESC
    LIMIT 1;
    IF made.rule IS NULL THEN
        PERFORM safer.refuse('date-implausible', format('There was no duty to review on %s.', made.notified_on),
            '/notified_on');
    END IF;
    PERFORM safer.check_dhr_called(id, made.pseudonym, '/pseudonym');
    IF made.reference IS NULL THEN
        made.reference := safer.new_dhr_reference(made.notified_on);
    ELSIF EXISTS (SELECT FROM safer.dhr AS d WHERE d.reference = made.reference) THEN
        PERFORM safer.refuse('pseudonym-in-use', 'Another review has this reference.', '/reference');
    END IF;
    INSERT INTO safer.dhr (id, reference, pseudonym, review_type, partnership, rule, notified_on, stage_on)
    VALUES (id, made.reference, made.pseudonym, made.review_type, made.partnership, made.rule, made.notified_on,
        made.notified_on);
    INSERT INTO safer.dhr_stage (dhr, step, stage, reached_on, recorded_by)
    VALUES (id, 1, 'notified', made.notified_on, nullif(current_setting('safer.partner', true), ''));
    IF num_nonnulls(said.summary, said.documents_location, said.note) > 0 THEN
        INSERT INTO safer.dhr_text (dhr, summary, documents_location, note)
        VALUES (id, said.summary, said.documents_location, said.note);
    END IF;
    PERFORM safer.set_dhr_aliases(id, made.pseudonym, coalesce(aliases, '[]'));
    RETURN id;
END
$$;

ALTER FUNCTION safer.create_dhr(uuid, jsonb, jsonb) OWNER TO safer_rules;
