-- Says what is counted of the people a review is about, in place of what was said. Returns the review's id and what it was;
-- no row when there is none to know of.
CREATE FUNCTION safer.set_dhr_persons(dhr_id uuid, persons jsonb, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.dhr;
    wrong bigint;
BEGIN
    held := safer.held_dhr(dhr_id, if_match);
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    SELECT min(i.n) INTO wrong
    FROM jsonb_array_elements(persons) WITH ORDINALITY AS i (value, n)
    WHERE (i.value ->> 'relationship' IS NOT NULL) <> (i.value ->> 'role' = 'perpetrator');
    IF wrong IS NOT NULL THEN
        PERFORM safer.refuse('person-invalid', 'The relationship is said of a perpetrator, and of nobody else.',
            format('/persons/%s/relationship', wrong - 1));
    END IF;
    object := held.id;
    before := safer.dhr_before(held.id);
    DELETE FROM safer.dhr_person AS p WHERE p.dhr = held.id;
    INSERT INTO safer.dhr_person (dhr, place, role, sex, age_band, relationship)
    SELECT held.id, i.n, i.value ->> 'role', i.value ->> 'sex', i.value ->> 'age_band', i.value ->> 'relationship'
    FROM jsonb_array_elements(persons) WITH ORDINALITY AS i (value, n);
    UPDATE safer.dhr AS d SET written_by = pg_current_xact_id() WHERE d.id = held.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.set_dhr_persons(uuid, jsonb, integer) OWNER TO safer_rules;
