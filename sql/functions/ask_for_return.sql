-- Asks for a monitoring return of an award by a day, each on one of its own; the pointer says where that day is given.
CREATE FUNCTION safer.ask_for_return(id uuid, award uuid, due_on date, pointer text)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    PERFORM FROM safer.monitoring_return AS r WHERE r.award = award AND r.due_on = due_on;
    IF FOUND THEN
        PERFORM safer.refuse('duplicate-member', format('A return is due on %s already.', due_on), pointer);
    END IF;
    IF due_on NOT BETWEEN date '1998-01-01' AND date '2100-12-31' THEN
        PERFORM safer.refuse('date-implausible', format('No return can be due on %s.', due_on), pointer);
    END IF;
    INSERT INTO safer.monitoring_return (id, award, due_on) VALUES (id, award, due_on);
END
$$;

ALTER FUNCTION safer.ask_for_return(uuid, uuid, date, text) OWNER TO safer_rules;
