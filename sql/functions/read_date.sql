-- The day a text of the shape 2018-04-03 names, or NULL when there is no such day.
CREATE FUNCTION safer.read_date(written text)
RETURNS date
LANGUAGE plpgsql
IMMUTABLE
AS $$
BEGIN
    RETURN make_date(left(written, 4)::integer, substr(written, 6, 2)::integer, substr(written, 9, 2)::integer);
EXCEPTION WHEN datetime_field_overflow OR invalid_text_representation THEN
    RETURN NULL;
END
$$;
