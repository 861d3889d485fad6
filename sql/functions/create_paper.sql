-- Adds a paper to an item, as a draft until the agenda is published, and returns its id; NULL when there is no such
-- item to see.
CREATE FUNCTION safer.create_paper(id uuid, item_id uuid, fields jsonb, recommendations jsonb)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    of safer.item;
    made safer.paper;
    says safer.paper_text;
BEGIN
    of := safer.hold_item(item_id, NULL);
    IF of.id IS NULL THEN
        RETURN NULL;
    END IF;
    made := jsonb_populate_record(NULL::safer.paper, '{"restricted": false}' || jsonb_strip_nulls(fields));
    says := jsonb_populate_record(NULL::safer.paper_text, '{"author_offices": []}' || jsonb_strip_nulls(fields));
    PERFORM safer.check_restriction(made.restricted, made.exempt_ground, made.public_interest, made.public_title);
    IF made.restricted THEN
        PERFORM safer.check_restricted_scope(of.body);
    END IF;
    INSERT INTO safer.paper (id, item, meeting, body, place, restricted, exempt_ground, public_interest, public_title)
    SELECT id, of.id, of.meeting, of.body, coalesce(made.place, max(p.place) + 1, 1), made.restricted, made.exempt_ground,
        made.public_interest, made.public_title
    FROM safer.paper AS p
    WHERE p.item = of.id;
    INSERT INTO safer.paper_text (paper, title, classification, author_offices, summary, text, url)
    VALUES (id, says.title, says.classification, says.author_offices, says.summary, says.text, says.url);
    INSERT INTO safer.paper_recommendation (paper, letter, text)
    SELECT id, chr(96 + r.place::integer), r.text
    FROM jsonb_array_elements_text(recommendations) WITH ORDINALITY AS r (text, place);
    RETURN id;
END
$$;

ALTER FUNCTION safer.create_paper(uuid, uuid, jsonb, jsonb) OWNER TO safer_rules;
