-- Who read or wrote a review, or anything of it, as the audit has it: for who coordinates reviews, and for an auditor of a
-- constituent partner, who knows its id and is told nothing else of it, nor whose account a chair's is: only chairs belong
-- to no partner. No row to anybody else.
CREATE FUNCTION safer.dhr_accesses(dhr_id uuid)
RETURNS TABLE (id uuid, recorded_at timestamptz, issuer text, client text, subject text, partner text, operation text,
    object text)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    objects text[];
BEGIN
    IF NOT safer.audits_dhrs() THEN
        RETURN;
    END IF;
    objects := safer.dhr_objects(dhr_id);
    RETURN QUERY
    SELECT e.id, e.recorded_at, CASE WHEN told THEN e.issuer END, CASE WHEN told THEN e.client END,
        CASE WHEN told THEN e.subject END, e.partner, e.operation, e.object
    FROM safer.audit_event AS e
    CROSS JOIN LATERAL (SELECT e.partner IS NOT NULL OR safer.coordinates_dhrs()) AS t (told)
    WHERE e.marking = 'dhr'
        AND e.object = ANY (objects);
END
$$;

ALTER FUNCTION safer.dhr_accesses(uuid) OWNER TO safer_rules;
