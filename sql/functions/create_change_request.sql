-- Asks for a change to an agreement, which is agreeing to it, and returns the request's id; NULL when the caller sees
-- no such agreement.
CREATE FUNCTION safer.create_change_request(id uuid, agreement text, title text, text text, clause text)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    caller text := nullif(current_setting('safer.partner', true), '');
    concerned safer.agreement;
BEGIN
    SELECT *
    INTO concerned
    FROM safer.agreement AS a
    WHERE a.id = create_change_request.agreement
        AND (a.public OR caller IS NOT NULL);
    IF concerned.id IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM
    FROM safer.agreement_party AS p
    JOIN safer.partner AS o ON o.id = p.partner
    WHERE p.agreement = concerned.id
        AND p.partner = caller
        AND o.kind = 'constituent';
    IF NOT FOUND THEN
        PERFORM safer.refuse('not-a-party',
            'Only a constituent partner that is party to the agreement asks for it to be changed.');
    END IF;
    IF safer.today() < concerned.starts_on THEN
        PERFORM safer.refuse('agreement-not-started', format('The agreement starts on %s; until then there is nothing'
            ' to change.', safer.day_in_words(concerned.starts_on)));
    ELSIF safer.today() > least(concerned.ends_on, concerned.dissolved_on) THEN
        PERFORM safer.refuse('agreement-over', format('The agreement''s last day was %s.',
            safer.day_in_words(least(concerned.ends_on, concerned.dissolved_on))));
    END IF;

    INSERT INTO safer.change_request (id, agreement, partner, title, text, clause, requested_on)
    VALUES (id, concerned.id, caller, title, text, clause, safer.today());
    INSERT INTO safer.consent (change, partner, agrees, decided_on)
    VALUES (id, caller, true, safer.today());
    RETURN id;
END
$$;

ALTER FUNCTION safer.create_change_request(uuid, text, text, text, text) OWNER TO safer_rules;
