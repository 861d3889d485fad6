-- Below what values of an indicator are hidden where nobody has said it: a count of fewer than five people may tell who they
-- are. NULL: none are hidden.
CREATE FUNCTION safer.usual_suppression(kind text)
RETURNS integer
LANGUAGE sql
IMMUTABLE PARALLEL SAFE
RETURN CASE kind WHEN 'count' THEN 5 END;
