-- Holds a paper for a change, and its item and meeting with it, and returns it; NULL when the caller sees none.
CREATE FUNCTION safer.hold_paper(paper_id uuid, if_match integer)
RETURNS safer.paper
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.paper;
BEGIN
    SELECT * INTO held FROM safer.paper AS p WHERE p.id = paper_id;
    IF held.published_on IS NULL AND held.body NOT IN (SELECT k.body FROM safer.bodies_kept() AS k (body)) THEN
        RETURN NULL;
    END IF;
    PERFORM FROM safer.hold_item(held.item, NULL) AS i WHERE i.id IS NOT NULL;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT * INTO held FROM safer.paper AS p WHERE p.id = paper_id FOR NO KEY UPDATE;
    IF held.restricted THEN
        PERFORM safer.check_restricted_scope(held.body);
    END IF;
    IF if_match <> held.version THEN
        PERFORM safer.refuse('precondition-failed',
            'The paper has changed since you read it. Read it again, then decide.');
    END IF;
    RETURN held;
END
$$;

ALTER FUNCTION safer.hold_paper(uuid, integer) OWNER TO safer_rules;
