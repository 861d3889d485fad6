-- Records that a party has signed an agreement: for itself, once. No row when the caller sees no such party.
CREATE FUNCTION safer.sign_agreement(agreement text, partner text, signed_on date, designation text)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    caller text := nullif(current_setting('safer.partner', true), '');
    signed safer.agreement;
    party safer.agreement_party;
BEGIN
    SELECT *
    INTO signed
    FROM safer.agreement AS a
    WHERE a.id = sign_agreement.agreement
        AND (a.public OR caller IS NOT NULL)
    FOR NO KEY UPDATE;
    SELECT *
    INTO party
    FROM safer.agreement_party AS p
    WHERE p.agreement = signed.id
        AND p.partner = sign_agreement.partner
    FOR NO KEY UPDATE;
    IF party.partner IS NULL THEN
        RETURN;
    END IF;
    IF party.partner IS DISTINCT FROM caller THEN
        PERFORM safer.refuse('not-your-signature', 'A party signs for itself, and nobody signs for it.');
    ELSIF party.signed_on IS NOT NULL THEN
        PERFORM safer.refuse('already-signed',
            format('Your organisation signed this agreement on %s.', safer.day_in_words(party.signed_on)));
    ELSIF sign_agreement.signed_on > safer.today() THEN
        PERFORM safer.refuse('date-in-future', format('The agreement cannot have been signed on %s: today is %s.',
            sign_agreement.signed_on, safer.today()), '/signed_on');
    ELSIF sign_agreement.signed_on < signed.starts_on - interval '1 year' THEN
        PERFORM safer.refuse('date-implausible', format('%s is more than a year before the agreement starts, on %s.',
            sign_agreement.signed_on, signed.starts_on), '/signed_on');
    ELSIF sign_agreement.signed_on > least(signed.ends_on, signed.dissolved_on) THEN
        PERFORM safer.refuse('date-implausible', format('%s is after the agreement''s last day, %s.',
            sign_agreement.signed_on, least(signed.ends_on, signed.dissolved_on)), '/signed_on');
    END IF;

    object := signed.id || '/' || party.partner;
    before := (
        SELECT row_to_json(p)
        FROM api.agreement_parties AS p
        WHERE p.agreement = signed.id
            AND p.partner = party.partner);
    UPDATE safer.agreement_party AS p
    SET signed_on = sign_agreement.signed_on,
        designation = sign_agreement.designation
    WHERE p.agreement = signed.id
        AND p.partner = party.partner;
    UPDATE safer.agreement AS a SET written_by = pg_current_xact_id() WHERE a.id = signed.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.sign_agreement(text, text, date, text) OWNER TO safer_rules;
