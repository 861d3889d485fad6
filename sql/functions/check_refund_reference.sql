-- A host uses a reference for a refund once, for ever. Two requests with one reference wait for each other here, so that
-- the second can name the first.
CREATE FUNCTION safer.check_refund_reference(partner text, external_reference text)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(
        json_build_array('refund', partner, external_reference)::text, 0));
    PERFORM safer.refuse('duplicate-reference',
        'A refund with this reference has been posted before. A reference is used once, for ever.',
        '/external_reference',
        jsonb_build_object('existing', jsonb_build_object('id', r.id, 'href', '/v1/refunds/' || r.id)))
    FROM safer.grant_refund AS r
    WHERE r.partner = partner
        AND r.external_reference = external_reference;
END
$$;

ALTER FUNCTION safer.check_refund_reference(text, text) OWNER TO safer_rules;
