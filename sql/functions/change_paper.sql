-- Changes a paper: what is given is set, what clears names is emptied, all else stays; recommendations replace those
-- it had. Returns its id and what it was; no row when there is none to see.
CREATE FUNCTION safer.change_paper(paper_id uuid, changes jsonb, recommendations jsonb, clears jsonb, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    given jsonb := jsonb_strip_nulls(changes)
        || coalesce((SELECT jsonb_object_agg(c.name, NULL) FROM jsonb_array_elements_text(clears) AS c (name)), '{}');
    held safer.paper;
    says safer.paper_text;
    was boolean;
BEGIN
    held := safer.hold_paper(paper_id, if_match);
    IF held.id IS NULL THEN
        RETURN;
    END IF;
    SELECT * INTO says FROM safer.paper_text AS t WHERE t.paper = held.id;
    was := held.restricted;
    held := jsonb_populate_record(held, given);
    says := jsonb_populate_record(says, given);
    IF NOT held.restricted AND was THEN
        held.exempt_ground := NULL;
        held.public_interest := NULL;
        held.public_title := NULL;
    END IF;
    PERFORM safer.check_restriction(held.restricted, held.exempt_ground, held.public_interest, held.public_title);
    IF held.restricted THEN
        PERFORM safer.check_restricted_scope(held.body);
    END IF;
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(p)) FROM api.papers AS p WHERE p.id = held.id);
    UPDATE safer.paper AS p
    SET place = held.place, restricted = held.restricted, exempt_ground = held.exempt_ground,
        public_interest = held.public_interest, public_title = held.public_title
    WHERE p.id = held.id;
    UPDATE safer.paper_text AS t
    SET title = says.title, classification = says.classification, author_offices = says.author_offices,
        summary = says.summary, text = says.text, url = says.url
    WHERE t.paper = held.id;
    IF recommendations IS NOT NULL THEN
        DELETE FROM safer.paper_recommendation AS r WHERE r.paper = held.id;
        INSERT INTO safer.paper_recommendation (paper, letter, text)
        SELECT held.id, chr(96 + r.place::integer), r.text
        FROM jsonb_array_elements_text(recommendations) WITH ORDINALITY AS r (text, place);
    END IF;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.change_paper(uuid, jsonb, jsonb, jsonb, integer) OWNER TO safer_rules;
