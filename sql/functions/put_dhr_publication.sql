-- Says what the public is told of a review, all of it in place of what was said; fields has the names of the columns
-- of dhr_publication. The public reads it once the review is published. Returns the review's id and what it was; no
-- row when there is none to know of.
CREATE FUNCTION safer.put_dhr_publication(
    dhr_id uuid, fields jsonb, lessons jsonb, recommendations jsonb, name_marks jsonb,
    key_id text, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.dhr;
    said safer.dhr_publication;
    given safer.dhr_publication := jsonb_populate_record(NULL::safer.dhr_publication, fields);
    wrong bigint;
BEGIN
    held := safer.held_dhr(dhr_id, NULL);
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    PERFORM safer.check_dhr_names(held.id, name_marks, key_id);
    SELECT * INTO said FROM safer.dhr_publication AS p WHERE p.dhr = held.id;
    IF if_match IS NOT NULL AND said.version IS DISTINCT FROM if_match THEN
        PERFORM safer.refuse('precondition-failed', 'What the public is told of it has changed since you read it.');
    ELSIF given.partnership <> held.partnership THEN
        PERFORM safer.refuse('partnership-differs', 'The review is not for this partnership.', '/partnership');
    END IF;
    SELECT min(i.n) INTO wrong
    FROM jsonb_array_elements(recommendations) WITH ORDINALITY AS i (value, n)
    WHERE NOT EXISTS (
        SELECT
        FROM safer.dhr_recommendation AS r
        WHERE r.id = (i.value ->> 'recommendation')::uuid
            AND r.dhr = held.id);
    IF wrong IS NOT NULL THEN
        PERFORM safer.refuse('unknown-recommendation', 'The review has no such recommendation.',
            format('/recommendations/%s/recommendation', wrong - 1));
    END IF;
    SELECT min(i.n) INTO wrong
    FROM (
        SELECT x.n, row_number() OVER (PARTITION BY (x.value ->> 'recommendation')::uuid ORDER BY x.n) AS times
        FROM jsonb_array_elements(recommendations) WITH ORDINALITY AS x (value, n)) AS i
    WHERE i.times > 1;
    IF wrong IS NOT NULL THEN
        PERFORM safer.refuse('duplicate-member', 'A recommendation is named twice.',
            format('/recommendations/%s/recommendation', wrong - 1));
    END IF;
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(x)) FROM api.dhr_publications AS x WHERE x.dhr = held.id);
    INSERT INTO safer.dhr_publication AS p (dhr, id, pseudonym, review_type, title, summary, url, partnership,
        shown_until)
    VALUES (held.id, gen_random_uuid(), held.pseudonym, held.review_type, given.title, given.summary, given.url,
        given.partnership, given.shown_until)
    ON CONFLICT (dhr) DO UPDATE
    SET title = excluded.title, summary = excluded.summary, url = excluded.url, partnership = excluded.partnership,
        shown_until = excluded.shown_until;
    DELETE FROM safer.dhr_lesson AS l WHERE l.dhr = held.id;
    INSERT INTO safer.dhr_lesson (dhr, place, text)
    SELECT held.id, i.n, i.value
    FROM jsonb_array_elements_text(lessons) WITH ORDINALITY AS i (value, n);
    DELETE FROM safer.dhr_recommendation_public AS r WHERE r.dhr = held.id;
    INSERT INTO safer.dhr_recommendation_public (recommendation, dhr, text)
    SELECT (i.value ->> 'recommendation')::uuid, held.id, i.value ->> 'text'
    FROM jsonb_array_elements(recommendations) AS i (value);
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.put_dhr_publication(uuid, jsonb, jsonb, jsonb, jsonb, text, integer) OWNER TO safer_rules;
