-- Whether the caller acts for a partner.
CREATE FUNCTION safer.is_partner()
RETURNS boolean
LANGUAGE sql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
RETURN EXISTS (SELECT FROM safer.partner AS p WHERE p.id = nullif(current_setting('safer.partner', true), ''));

ALTER FUNCTION safer.is_partner() OWNER TO safer_rules;
