-- The digest of the part of an audit event that may be erased one day. Salted, so that it tells nothing once the
-- salt is gone.
CREATE FUNCTION safer.audit_detail_sha256(salt uuid, subject text, before json, after json)
RETURNS bytea
LANGUAGE plpgsql -- not sql, as for financial_year_start
IMMUTABLE
AS $$
BEGIN
    RETURN sha256(convert_to(json_build_array(salt, subject, before::text, after::text)::text, 'UTF8'));
END
$$;
