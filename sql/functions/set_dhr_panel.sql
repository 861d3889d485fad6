-- Says which agencies are on the panel of a review, in their order, in place of what was said. Returns the review's id and
-- what it was; no row when there is none to know of.
CREATE FUNCTION safer.set_dhr_panel(dhr_id uuid, members jsonb, name_marks jsonb, key_id text, if_match integer)
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
    PERFORM safer.check_dhr_names(held.id, name_marks, key_id);
    PERFORM safer.check_organisations(members, '/members', false);
    SELECT min(i.n) INTO wrong
    FROM jsonb_array_elements(members) WITH ORDINALITY AS i (value, n)
    WHERE (i.value ->> 'to_on')::date < (i.value ->> 'from_on')::date;
    IF wrong IS NOT NULL THEN
        PERFORM safer.refuse('term-invalid', 'It ends before it begins.', format('/members/%s/to_on', wrong - 1));
    END IF;
    SELECT min(i.n) INTO wrong
    FROM jsonb_array_elements(members) WITH ORDINALITY AS i (value, n)
    WHERE (i.value ->> 'from_on')::date < held.notified_on;
    IF wrong IS NOT NULL THEN
        PERFORM safer.refuse('date-implausible', format('The review was notified on %s.', held.notified_on),
            format('/members/%s/from_on', wrong - 1));
    END IF;
    object := held.id;
    before := safer.dhr_before(held.id);
    DELETE FROM safer.dhr_panel AS p WHERE p.dhr = held.id;
    INSERT INTO safer.dhr_panel (dhr, place, partner, organisation, office, from_on, to_on)
    SELECT held.id, i.n, i.value ->> 'partner', i.value ->> 'organisation', i.value ->> 'office',
        (i.value ->> 'from_on')::date, (i.value ->> 'to_on')::date
    FROM jsonb_array_elements(members) WITH ORDINALITY AS i (value, n);
    UPDATE safer.dhr AS d SET written_by = pg_current_xact_id() WHERE d.id = held.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.set_dhr_panel(uuid, jsonb, jsonb, text, integer) OWNER TO safer_rules;
