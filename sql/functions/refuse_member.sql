-- Refuses a partner that belongs to an agreement already, as a party or because it has joined.
CREATE FUNCTION safer.refuse_member(agreement text, partner text)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    PERFORM FROM safer.agreement_party AS p WHERE p.agreement = agreement AND p.partner = partner;
    IF FOUND THEN
        PERFORM safer.refuse('already-a-party', format('''%s'' is party to this agreement.', partner));
    END IF;
    PERFORM FROM safer.agreement_additional AS p WHERE p.agreement = agreement AND p.partner = partner;
    IF FOUND THEN
        PERFORM safer.refuse('already-a-party', format('''%s'' has joined this agreement already.', partner));
    END IF;
END
$$;

ALTER FUNCTION safer.refuse_member(text, text) OWNER TO safer_rules;
