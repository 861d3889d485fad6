-- Puts down one more thing that an addressee of a recommendation is to do, and returns its id; NULL when there is no
-- recommendation to know of. The addressee is named as the recommendation names it.
CREATE FUNCTION safer.create_dhr_action(id uuid, recommendation_id uuid, partner text, organisation text, text text,
    due_on date, name_marks jsonb, key_id text)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.dhr;
    addressed safer.dhr_addressee;
BEGIN
    held := safer.held_dhr_of(recommendation_id, NULL);
    IF held.id IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM safer.check_dhr_names(held.id, name_marks, key_id);
    PERFORM safer.check_dhr_lasts(held);
    SELECT * INTO addressed
    FROM safer.dhr_addressee AS a
    WHERE a.recommendation = recommendation_id
        AND num_nonnulls(partner, organisation) = 1
        AND (a.partner = partner OR a.organisation = organisation);
    IF addressed.recommendation IS NULL THEN
        PERFORM safer.refuse('unknown-addressee', 'The recommendation is not addressed to it.',
            CASE WHEN partner IS NOT NULL THEN '/partner' ELSE '/organisation' END);
    END IF;
    PERFORM safer.add_dhr_action(id, held, addressed, text, due_on, '/due_on');
    UPDATE safer.dhr_recommendation AS r SET written_by = pg_current_xact_id() WHERE r.id = recommendation_id;
    RETURN id;
END
$$;

ALTER FUNCTION safer.create_dhr_action(uuid, uuid, text, text, text, date, jsonb, text) OWNER TO safer_rules;
