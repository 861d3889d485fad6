-- Records what the Senior Management Team decided on a business case, by the word of a party, once. A partner whose case
-- is accepted has joined the agreement from that day. No row when the caller sees no such case.
CREATE FUNCTION safer.decide_business_case(agreement text, business_case uuid, accepted boolean, decided_on date,
    decision text)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    caller text := nullif(current_setting('safer.partner', true), '');
    concerned safer.agreement;
    made safer.business_case;
BEGIN
    SELECT * INTO concerned FROM safer.agreement AS a WHERE a.id = agreement FOR NO KEY UPDATE;
    SELECT *
    INTO made
    FROM safer.business_case AS b
    WHERE b.id = business_case
        AND b.agreement = concerned.id
        AND (b.partner = caller OR b.agreement = ANY (safer.agreements_party_to()))
    FOR NO KEY UPDATE;
    IF made.id IS NULL THEN
        RETURN;
    END IF;
    IF made.agreement <> ALL (safer.agreements_party_to()) THEN
        PERFORM safer.refuse('not-a-party', 'Only a party to the agreement records what was decided.');
    ELSIF made.accepted IS NOT NULL THEN
        PERFORM safer.refuse('already-decided', format('This business case was decided on %s.',
            safer.day_in_words(made.decided_on)));
    ELSIF decided_on > safer.today() THEN
        PERFORM safer.refuse('date-in-future', format('This cannot have been decided on %s: today is %s.',
            decided_on, safer.today()), '/decided_on');
    ELSIF decided_on < concerned.starts_on THEN
        PERFORM safer.refuse('date-implausible', format('%s is before the agreement started, on %s.',
            decided_on, concerned.starts_on), '/decided_on');
    ELSIF decided_on > least(concerned.ends_on, concerned.dissolved_on) THEN
        PERFORM safer.refuse('agreement-over', format('The agreement''s last day was %s.',
            safer.day_in_words(least(concerned.ends_on, concerned.dissolved_on))), '/decided_on');
    END IF;

    object := made.id::text;
    before := (SELECT safer.as_shown(row_to_json(b)) FROM api.business_cases AS b WHERE b.id = made.id);
    UPDATE safer.business_case AS b
    SET accepted = decide_business_case.accepted,
        decided_on = decide_business_case.decided_on,
        decision = decide_business_case.decision,
        decided_by = caller
    WHERE b.id = made.id;
    IF accepted THEN
        PERFORM safer.refuse_member(concerned.id, made.partner);
        INSERT INTO safer.agreement_additional (agreement, partner, from_on, business_case)
        VALUES (concerned.id, made.partner, decided_on, made.id);
        UPDATE safer.agreement AS a SET written_by = pg_current_xact_id() WHERE a.id = concerned.id;
    END IF;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.decide_business_case(text, uuid, boolean, date, text) OWNER TO safer_rules;
