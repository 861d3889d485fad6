-- Refuses that somebody leaves before the item at which he came.
CREATE FUNCTION safer.check_departure(from_item uuid, until_item uuid)
RETURNS void
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    PERFORM
    FROM safer.item AS f
    JOIN safer.item AS u ON u.id = until_item AND (u.place, u.id) < (f.place, f.id)
    WHERE f.id = from_item;
    IF FOUND THEN
        PERFORM safer.refuse('departure-before-arrival', 'That item is before the one at which the office came.',
            '/until_item');
    END IF;
END
$$;

ALTER FUNCTION safer.check_departure(uuid, uuid) OWNER TO safer_rules;
