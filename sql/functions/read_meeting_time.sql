-- When a meeting is, as a program or a spreadsheet writes it: 2017-03-15T10:00:00Z, with any offset from UTC, or by the
-- clocks in London as 2017-03-15T10:00, 2017-03-15 10:00 or 15/03/2017 10:00. NULL when it is none of these.
CREATE FUNCTION safer.read_meeting_time(said text)
RETURNS timestamptz
LANGUAGE plpgsql
STABLE
AS $$
DECLARE
    read timestamptz;
    part text[];
BEGIN
    IF said ~ '^[12][0-9]{3}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?'
            '(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])$' THEN
        read := said::timestamptz;
    ELSIF said ~ '^[12][0-9]{3}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?$' THEN
        read := said::timestamp AT TIME ZONE 'Europe/London';
    ELSE
        part := regexp_match(said, '^([0-9]{1,2})/([0-9]{1,2})/([12][0-9]{3}) ([0-9]{1,2}):([0-9]{2})(:[0-9]{2})?$');
        read := make_timestamp(part[3]::integer, part[2]::integer, part[1]::integer, part[4]::integer,
            part[5]::integer, 0) AT TIME ZONE 'Europe/London';
    END IF;
    IF read >= timestamptz '1990-01-01 00:00Z' AND read < timestamptz '2101-01-01 00:00Z' THEN
        RETURN read;
    END IF;
    RETURN NULL;
EXCEPTION
    WHEN datetime_field_overflow OR invalid_datetime_format THEN
        RETURN NULL;
END
$$;
