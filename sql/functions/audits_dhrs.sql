-- Whether the caller may see who read reviews: who coordinates them, and an auditor of a constituent partner.
CREATE FUNCTION safer.audits_dhrs()
RETURNS boolean
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN safer.coordinates_dhrs() OR (safer.has_scope('audit.read') AND safer.is_constituent_partner());
END
$$;

ALTER FUNCTION safer.audits_dhrs() OWNER TO safer_rules;
