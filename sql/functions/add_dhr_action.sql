-- Puts down what an addressee of a recommendation is to do, and returns the action's id. The pointer says where in the body
-- its day stands.
CREATE FUNCTION safer.add_dhr_action(id uuid, held safer.dhr, addressee safer.dhr_addressee, text text, due_on date,
    pointer text)
RETURNS uuid
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    IF due_on < held.notified_on OR due_on > date '2100-12-31' THEN
        PERFORM safer.refuse('date-implausible', format('The review was notified on %s.', held.notified_on), pointer);
    END IF;
    INSERT INTO safer.dhr_action (id, partner, organisation, due_on)
    VALUES (id, addressee.partner, addressee.organisation, due_on);
    INSERT INTO safer.dhr_action_source (action, dhr, recommendation, addressee)
    VALUES (id, held.id, addressee.recommendation, addressee.place);
    INSERT INTO safer.dhr_action_text (action, text) VALUES (id, text);
    RETURN id;
END
$$;

ALTER FUNCTION safer.add_dhr_action(uuid, safer.dhr, safer.dhr_addressee, text, date, text) OWNER TO safer_rules;
