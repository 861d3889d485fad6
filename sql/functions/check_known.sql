-- Refuses to tell of a day or an instant that is still to come: what it will be is the forecast's matter.
CREATE FUNCTION safer.check_known(on_date date, as_of timestamptz)
RETURNS void
LANGUAGE plpgsql
STABLE
AS $$
BEGIN
    IF as_of > clock_timestamp() THEN
        PERFORM safer.refuse_parameter('as-of-in-future', 'as_of',
            format('Nothing is known yet of %s.', to_char(as_of AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')));
    END IF;
    IF on_date > safer.today() THEN
        PERFORM safer.refuse_parameter('date-ahead', 'on',
            format('How it will be on %s is not known: today is %s. The forecast looks ahead.', on_date,
                safer.today()));
    END IF;
END
$$;
