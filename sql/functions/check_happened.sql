-- Refuses a day of something that has happened when it is still to come; the pointer says where it is given.
CREATE FUNCTION safer.check_happened(happened_on date, pointer text)
RETURNS void
LANGUAGE plpgsql
STABLE
AS $$
BEGIN
    IF happened_on > safer.today() THEN
        PERFORM safer.refuse('date-in-future', format('This cannot have been on %s: today is %s.', happened_on,
            safer.today()), pointer);
    END IF;
END
$$;
