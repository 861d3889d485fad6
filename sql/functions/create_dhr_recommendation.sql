-- Records a recommendation of a review with whom it is addressed to and what each is to do, and returns its id; NULL when
-- there is no review to know of. What has no number gets the next.
CREATE FUNCTION safer.create_dhr_recommendation(id uuid, dhr_id uuid, number integer, reach text, text text,
    addressees jsonb, name_marks jsonb, key_id text)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.dhr;
    idle bigint;
    item record;
    addressee safer.dhr_addressee;
BEGIN
    held := safer.held_dhr(dhr_id, NULL);
    IF held.id IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM safer.check_dhr_names(held.id, name_marks, key_id);
    PERFORM safer.check_dhr_lasts(held);
    PERFORM safer.check_organisations(addressees, '/addressees', true);
    SELECT min(a.n) INTO idle
    FROM jsonb_array_elements(addressees) WITH ORDINALITY AS a (value, n)
    WHERE jsonb_array_length(a.value -> 'actions') = 0;
    IF idle IS NOT NULL THEN
        PERFORM safer.refuse('addressee-without-action', 'Who is addressed has something to do: one action at the least.',
            format('/addressees/%s/actions', idle - 1));
    END IF;
    IF EXISTS (SELECT FROM safer.dhr_recommendation AS r WHERE r.dhr = held.id AND r.number = number) THEN
        PERFORM safer.refuse('recommendation-number-taken', format('The review has a recommendation %s.', number),
            '/number');
    END IF;
    number := coalesce(number, 1 + coalesce(
        (SELECT max(r.number) FROM safer.dhr_recommendation AS r WHERE r.dhr = held.id), 0));
    INSERT INTO safer.dhr_recommendation (id, dhr, number, reach) VALUES (id, held.id, number, reach);
    INSERT INTO safer.dhr_recommendation_text (recommendation, text) VALUES (id, text);
    FOR item IN
        SELECT a.value, a.n FROM jsonb_array_elements(addressees) WITH ORDINALITY AS a (value, n) ORDER BY a.n
    LOOP
        INSERT INTO safer.dhr_addressee (recommendation, dhr, place, partner, organisation)
        VALUES (id, held.id, item.n, item.value ->> 'partner', item.value ->> 'organisation')
        RETURNING * INTO addressee;
        -- Of a random id nobody can tell which others were made with it.
        PERFORM safer.add_dhr_action(gen_random_uuid(), held, addressee, x.value ->> 'text',
            (x.value ->> 'due_on')::date, format('/addressees/%s/actions/%s/due_on', item.n - 1, x.n - 1))
        FROM jsonb_array_elements(item.value -> 'actions') WITH ORDINALITY AS x (value, n);
    END LOOP;
    UPDATE safer.dhr AS d SET written_by = pg_current_xact_id() WHERE d.id = held.id;
    RETURN id;
END
$$;

ALTER FUNCTION safer.create_dhr_recommendation(uuid, uuid, integer, text, text, jsonb, jsonb, text) OWNER TO safer_rules;
