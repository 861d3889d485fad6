-- Whether the caller writes a post of this employer, with this host, paid by this fund: a constituent partner that is
-- one of the two, or hosts the fund.
CREATE FUNCTION safer.may_write_post(employer text, host text, fund text)
RETURNS boolean
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    PERFORM
    FROM safer.partner AS p
    WHERE p.id = nullif(current_setting('safer.partner', true), '')
        AND p.kind = 'constituent'
        AND (p.id IN (employer, host)
            OR EXISTS (SELECT FROM safer.fund AS f WHERE f.id = fund AND f.host = p.id));
    RETURN FOUND;
END
$$;

ALTER FUNCTION safer.may_write_post(text, text, text) OWNER TO safer_rules;
