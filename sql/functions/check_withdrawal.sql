-- What a withdrawal must satisfy: who gives notice for whom, that its day is said in one of the two ways, and that it
-- was given while the agreement ran. In a dry run any party may ask what another's withdrawal would mean, and what one on
-- a day to come.
CREATE FUNCTION safer.check_withdrawal(concerned safer.agreement, partner text, notice_on date, resolution_on date,
    chair_notified_on date, dry_run boolean)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    caller text := nullif(current_setting('safer.partner', true), '');
    last_day date := least(concerned.ends_on, concerned.dissolved_on);
    given record;
BEGIN
    IF concerned.id <> ALL (safer.agreements_party_to()) THEN
        PERFORM safer.refuse('not-a-party', 'Only a party to the agreement withdraws from it.');
    END IF;
    PERFORM FROM safer.agreement_party AS p WHERE p.agreement = concerned.id AND p.partner = partner;
    IF NOT FOUND THEN
        PERFORM safer.refuse('partner-not-a-party',
            format('''%s'' is not party to this agreement, so it cannot withdraw from it.', partner), '/partner');
    END IF;
    IF partner <> caller AND NOT dry_run THEN
        PERFORM safer.refuse('not-your-withdrawal', 'A party withdraws for itself. What another''s withdrawal would'
            ' mean is answered in a dry run.');
    END IF;
    IF (notice_on IS NULL) = (resolution_on IS NULL) OR (notice_on IS NULL) = (chair_notified_on IS NULL) THEN
        PERFORM safer.refuse('notice-invalid', 'Say either resolution_on and chair_notified_on, or notice_on alone when'
            ' both were on the same day.', NULL, jsonb_build_object('errors', safer.notice_faults(
                notice_on, resolution_on, chair_notified_on)));
    END IF;
    FOR given IN
        SELECT d.day, d.pointer
        FROM (VALUES (notice_on, '/notice_on'), (resolution_on, '/resolution_on'),
            (chair_notified_on, '/chair_notified_on')) AS d (day, pointer)
        WHERE d.day IS NOT NULL
    LOOP
        IF given.day > safer.today() AND NOT dry_run THEN
            PERFORM safer.refuse('date-in-future', format('Notice cannot have been given on %s: today is %s.',
                given.day, safer.today()), given.pointer);
        ELSIF given.day < concerned.starts_on THEN
            PERFORM safer.refuse('date-implausible', format('%s is before the agreement started, on %s.',
                given.day, concerned.starts_on), given.pointer);
        ELSIF given.day > last_day THEN
            PERFORM safer.refuse('agreement-over', format('The agreement''s last day was %s.',
                safer.day_in_words(last_day)), given.pointer);
        END IF;
    END LOOP;
    PERFORM FROM safer.withdrawal AS w WHERE w.agreement = concerned.id AND w.partner = partner;
    IF FOUND THEN
        PERFORM safer.refuse('already-withdrawn', format('''%s'' has given notice already.', partner));
    END IF;
END
$$;

ALTER FUNCTION safer.check_withdrawal(safer.agreement, text, date, date, date, boolean) OWNER TO safer_rules;
