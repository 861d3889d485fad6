-- Refuses a day of a report that is still to come, or that cannot be right.
CREATE FUNCTION safer.check_reported(reported_on date)
RETURNS void
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    IF reported_on > safer.today() THEN
        PERFORM safer.refuse('date-in-future', format('This cannot have been so on %s: today is %s.', reported_on,
            safer.today()), '/reported_on');
    ELSIF reported_on < date '1998-01-01' THEN
        PERFORM safer.refuse('date-implausible', format('There was no such plan on %s.', reported_on), '/reported_on');
    END IF;
END
$$;

ALTER FUNCTION safer.check_reported(date) OWNER TO safer_rules;
