-- The sequence number of the first seal that does not fit: an event changed, missing or exchanged, details that
-- are not those recorded, a seal taken out or put in. NULL when the chain is whole.
CREATE FUNCTION safer.verify_audit_chain()
RETURNS bigint
LANGUAGE plpgsql -- not sql: it is made before what it calls
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN (
        SELECT v.fault_at
        FROM safer.verify_audit_seals(0, decode(repeat('00', 32), 'hex'), 2147483647) AS v);
END
$$;

ALTER FUNCTION safer.verify_audit_chain() OWNER TO safer_rules;
