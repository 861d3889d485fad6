-- What stands where a text was erased; nothing stays nothing.
CREATE FUNCTION safer.erased(text text)
RETURNS text
LANGUAGE sql
IMMUTABLE
RETURN CASE WHEN text IS NOT NULL THEN '[erased]' END;
