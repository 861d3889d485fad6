-- Keeps a party's notice of withdrawal and returns its id; NULL when the caller sees no such agreement. The notice runs
-- from the later of the two days for the agreement's calendar months, to the end of the month where that is shorter.
-- It dissolves the agreement, unless that ends first; minimums that fall due later lapse.
CREATE FUNCTION safer.create_withdrawal(id uuid, agreement text, partner text, notice_on date, resolution_on date,
    chair_notified_on date, effective_on date, note text, dry_run boolean)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    caller text := nullif(current_setting('safer.partner', true), '');
    concerned safer.agreement;
    earliest_on date;
    dissolves_on date;
BEGIN
    SELECT *
    INTO concerned
    FROM safer.agreement AS a
    WHERE a.id = create_withdrawal.agreement
        AND (a.public OR caller IS NOT NULL)
    FOR NO KEY UPDATE;
    IF concerned.id IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM safer.check_withdrawal(concerned, partner, notice_on, resolution_on, chair_notified_on, dry_run);

    earliest_on := greatest(notice_on, resolution_on, chair_notified_on)
        + make_interval(months => concerned.notice_months);
    effective_on := coalesce(effective_on, earliest_on);
    IF effective_on < earliest_on THEN
        PERFORM safer.refuse('notice-too-short', format('The notice to be given, in calendar months, is %s: it takes'
            ' effect on %s at the earliest.', concerned.notice_months, safer.day_in_words(earliest_on)), '/effective_on',
            jsonb_build_object('earliest_on', earliest_on));
    ELSIF effective_on > earliest_on + interval '5 years' THEN
        PERFORM safer.refuse('date-implausible', format('%s is more than five years after the notice has run out.',
            effective_on), '/effective_on');
    END IF;
    dissolves_on := CASE WHEN effective_on <= concerned.ends_on THEN effective_on END;

    INSERT INTO safer.withdrawal (id, agreement, partner, resolution_on, chair_notified_on, notice_months, earliest_on,
        effective_on, dissolves_on, recorded_on, note)
    VALUES (id, concerned.id, partner, coalesce(resolution_on, notice_on), coalesce(chair_notified_on, notice_on),
        concerned.notice_months, earliest_on, effective_on, dissolves_on, safer.today(), note);
    UPDATE safer.agreement AS a
    SET dissolved_on = least(a.dissolved_on, dissolves_on)
    WHERE a.id = concerned.id;
    UPDATE safer.agreement_minimum AS m
    SET lapsed_on = least(m.lapsed_on, dissolves_on)
    WHERE m.agreement = concerned.id
        AND m.due_on > dissolves_on;
    UPDATE safer.change_request AS c SET written_by = pg_current_xact_id() WHERE c.agreement = concerned.id;
    UPDATE safer.fund AS f SET written_by = pg_current_xact_id() WHERE f.id = concerned.fund;
    RETURN id;
END
$$;

ALTER FUNCTION safer.create_withdrawal(uuid, text, text, date, date, date, date, text, boolean) OWNER TO safer_rules;
