-- The number a text is, or NULL when it is none that is kept: fewer than 16 digits before the point, at most 15 behind
-- it. The first two branches are shapes the others would find as well, and are found sooner: there are millions of
-- them.
CREATE FUNCTION safer.read_value(written text)
RETURNS numeric
LANGUAGE sql
IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN translate(written, '0123456789', '') = '' AND octet_length(written) BETWEEN 1 AND 15 THEN written::numeric
    WHEN translate(written, '0123456789', '') = '.' AND octet_length(written) BETWEEN 3 AND 15
            AND left(written, 1) <> '.' AND right(written, 1) <> '.' THEN written::numeric
    WHEN written ~ '^[+-]?[0-9]{1,15}(\.[0-9]{1,15})?$' THEN written::numeric
    WHEN written ~ '^[+-]?[0-9]{1,15}(\.[0-9]{1,15})?[eE][+-]?[0-9]{1,2}$'
            AND abs(written::numeric) < 1e15 AND scale(written::numeric) <= 15 THEN written::numeric
END;
