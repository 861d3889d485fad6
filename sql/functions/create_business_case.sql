-- Keeps the business case of a partner that wants to join an agreement, and returns its id; NULL when the caller sees
-- no such agreement.
CREATE FUNCTION safer.create_business_case(id uuid, agreement text, summary text, personnel text, document text)
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
    WHERE a.id = create_business_case.agreement
        AND (a.public OR caller IS NOT NULL);
    IF concerned.id IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM FROM safer.partner AS p WHERE p.id = caller;
    IF NOT FOUND THEN
        PERFORM safer.refuse('not-permitted', 'Your token names no partner, so there is nobody to join.');
    END IF;
    PERFORM safer.refuse_member(concerned.id, caller);
    IF safer.today() > least(concerned.ends_on, concerned.dissolved_on) THEN
        PERFORM safer.refuse('agreement-over', format('The agreement''s last day was %s.',
            safer.day_in_words(least(concerned.ends_on, concerned.dissolved_on))));
    END IF;

    INSERT INTO safer.business_case (id, agreement, partner, summary, personnel, document, submitted_on)
    VALUES (id, concerned.id, caller, summary, personnel, document, safer.today());
    RETURN id;
END
$$;

ALTER FUNCTION safer.create_business_case(uuid, text, text, text, text) OWNER TO safer_rules;
