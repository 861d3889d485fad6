-- What a withdrawal means, in sentences: when notice counts from, how long it runs, and what it does to the agreement.
CREATE FUNCTION safer.withdrawal_says(given safer.withdrawal, concerned safer.agreement)
RETURNS json
LANGUAGE plpgsql
STABLE
AS $$
DECLARE
    noticed date := greatest(given.resolution_on, given.chair_notified_on);
    clamped boolean := extract(day FROM given.earliest_on) < extract(day FROM noticed);
    says text[];
BEGIN
    says := ARRAY[CASE WHEN given.resolution_on = given.chair_notified_on
        THEN format('Notice counts from %s, the day of the resolution and of the writing to the chair.',
            safer.day_in_words(noticed))
        ELSE format('Notice counts from %s, the later of the day of the resolution and that of the writing to the'
            ' chair.', safer.day_in_words(noticed)) END];
    says := says || (format(CASE WHEN given.notice_months = 1 THEN '%s calendar month''s notice ends on %s'
            ELSE '%s calendar months'' notice end on %s' END, given.notice_months,
            safer.day_in_words(given.earliest_on))
        || CASE WHEN clamped THEN ', the last day of that month.' ELSE '.' END);
    IF given.dissolves_on IS NULL THEN
        says := says || format('%s outlives the term: the agreement ends first, on %s, and is not dissolved.',
            CASE WHEN given.earliest_on > concerned.ends_on THEN 'The notice'
                ELSE format('The day chosen, %s,', safer.day_in_words(given.effective_on)) END,
            safer.day_in_words(concerned.ends_on));
    ELSIF concerned.dissolved_on < given.dissolves_on THEN
        says := says || format('Another withdrawal dissolves the agreement before that, on %s.',
            safer.day_in_words(concerned.dissolved_on));
    ELSE
        says := says || format('The withdrawal takes effect on %s and dissolves the agreement: that is its last day, and'
            ' its functions and duties go back to the partners.', safer.day_in_words(given.dissolves_on));
    END IF;
    RETURN to_json(says);
END
$$;
