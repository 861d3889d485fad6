-- Whether the caller's token carries this scope.
CREATE FUNCTION safer.has_scope(scope text)
RETURNS boolean
LANGUAGE sql
STABLE
RETURN coalesce(scope = ANY (string_to_array(current_setting('safer.scope', true), ' ')), false);
