-- Records a party's word on a change request: for itself, once, while nobody has refused it. No row when the caller
-- sees no such request.
CREATE FUNCTION safer.create_consent(agreement text, change uuid, agrees boolean, decided_on date, note text)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    caller text := nullif(current_setting('safer.partner', true), '');
    day date := coalesce(decided_on, safer.today());
    asked safer.change_request;
BEGIN
    SELECT *
    INTO asked
    FROM safer.change_request AS c
    WHERE c.id = change
        AND c.agreement = create_consent.agreement
        AND c.agreement = ANY (safer.agreements_read_closely())
    FOR NO KEY UPDATE;
    IF asked.id IS NULL THEN
        RETURN;
    END IF;
    IF asked.agreement <> ALL (safer.agreements_party_to()) THEN
        PERFORM safer.refuse('not-a-party', 'Only a party to the agreement agrees to a change of it, or refuses it.');
    END IF;
    PERFORM FROM safer.consent AS x WHERE x.change = asked.id AND x.partner = caller;
    IF FOUND THEN
        PERFORM safer.refuse('already-decided', CASE WHEN asked.partner = caller
            THEN 'Your organisation asked for this change, and by that agreed to it.'
            ELSE 'Your organisation has said already whether it agrees to this change.' END);
    END IF;
    PERFORM FROM safer.consent AS x WHERE x.change = asked.id AND NOT x.agrees;
    IF FOUND THEN
        PERFORM safer.refuse('change-request-closed', 'Another party has refused this change, so it is decided.');
    ELSIF day > safer.today() THEN
        PERFORM safer.refuse('date-in-future', format('This cannot have been decided on %s: today is %s.',
            day, safer.today()), '/decided_on');
    ELSIF day < asked.requested_on THEN
        PERFORM safer.refuse('date-implausible', format('The change was asked for on %s, so it was not decided on %s.',
            asked.requested_on, day), '/decided_on');
    END IF;

    object := asked.id::text;
    before := (
        SELECT safer.as_shown(row_to_json(c))
        FROM safer.change_requests(asked.agreement, asked.id, safer.today()) AS c);
    INSERT INTO safer.consent (change, partner, agrees, decided_on, note)
    VALUES (asked.id, caller, agrees, day, note);
    UPDATE safer.change_request AS c SET written_by = pg_current_xact_id() WHERE c.id = asked.id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.create_consent(text, uuid, boolean, date, text) OWNER TO safer_rules;
