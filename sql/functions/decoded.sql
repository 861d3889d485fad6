-- A part of a query string without its percent signs; NULL where it is no UTF-8.
CREATE FUNCTION safer.decoded(part text)
RETURNS text
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN convert_from(decode((
        SELECT string_agg(CASE
            WHEN m.letter[1] ~ '^%..$' THEN substr(m.letter[1], 2)
            ELSE encode(convert_to(m.letter[1], 'UTF8'), 'hex') END, '' ORDER BY m.n)
        FROM regexp_matches(replace(part, '+', ' '), '%[0-9A-Fa-f]{2}|.', 'g') WITH ORDINALITY AS m (letter, n)),
        'hex'), 'UTF8');
EXCEPTION WHEN data_exception THEN
    RETURN NULL;
END
$$;
