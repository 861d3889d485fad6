-- Whether a value is not shown: a small number of a local area, to who is no partner. Everything that shows values asks here.
CREATE FUNCTION safer.is_suppressed(to_partner boolean, local boolean, value numeric, suppress_below integer)
RETURNS boolean
LANGUAGE sql
IMMUTABLE PARALLEL SAFE
RETURN NOT to_partner AND coalesce(local AND value < suppress_below, false);
