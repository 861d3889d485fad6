-- Erases what was written for the public about a review and was never published: whether there was such a thing.
CREATE FUNCTION safer.erase_dhr_draft(dhr_id uuid)
RETURNS boolean
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    IF NOT EXISTS (SELECT FROM safer.dhr_publication AS p WHERE p.dhr = dhr_id AND p.published_on IS NULL) THEN
        RETURN false;
    END IF;
    DELETE FROM safer.dhr_lesson AS l WHERE l.dhr = dhr_id;
    DELETE FROM safer.dhr_recommendation_public AS r WHERE r.dhr = dhr_id;
    DELETE FROM safer.dhr_publication AS p WHERE p.dhr = dhr_id;
    RETURN true;
END
$$;

ALTER FUNCTION safer.erase_dhr_draft(uuid) OWNER TO safer_rules;
