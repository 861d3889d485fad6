-- Asks for one more return of an award, for the host of its fund, and returns its id; NULL when there is no
-- such award.
CREATE FUNCTION safer.create_monitoring_return(id uuid, award_id uuid, due_on date)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    held safer.award := safer.kept_award(award_id, NULL);
BEGIN
    IF held.id IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM safer.check_award_lasts(held);
    PERFORM safer.ask_for_return(id, award_id, due_on, '/due_on');
    RETURN id;
END
$$;

ALTER FUNCTION safer.create_monitoring_return(uuid, uuid, date) OWNER TO safer_rules;
