-- On which ground an item is restricted; NULL when it is not. Of an item that the caller may not see too: policies
-- ask what may be shown of a minute to it.
CREATE FUNCTION safer.item_ground(item uuid)
RETURNS text
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    RETURN (SELECT i.exempt_ground FROM safer.item AS i WHERE i.id = item_ground.item);
END
$$;

ALTER FUNCTION safer.item_ground(uuid) OWNER TO safer_rules;
