-- Whether the caller may see who read reviews: who coordinates them, and an auditor of a constituent partner.
CREATE FUNCTION safer.audits_dhrs()
RETURNS boolean
LANGUAGE sql
STABLE
RETURN safer.coordinates_dhrs() OR (safer.has_scope('audit.read') AND safer.is_constituent_partner());
