-- Whether a number may be an observation of an indicator of this kind; NULL where no kind is known.
CREATE FUNCTION safer.is_kept_value(value numeric, kind text)
RETURNS boolean
LANGUAGE sql
IMMUTABLE PARALLEL SAFE
RETURN value IS NOT NULL AND (kind <> 'count' OR value >= 0 AND value = trunc(value));
