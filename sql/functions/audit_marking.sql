-- What an audit event is marked with: what was done with reviews says so, whose operations all have dhr in their name;
-- else as given.
CREATE FUNCTION safer.audit_marking(operation text, otherwise text)
RETURNS text
LANGUAGE sql
IMMUTABLE
RETURN CASE WHEN strpos(operation, 'dhr') > 0 THEN 'dhr' ELSE otherwise END;
