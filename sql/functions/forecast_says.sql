-- The assumptions of a forecast in sentences.
CREATE FUNCTION safer.forecast_says(begins_with bigint, is_given boolean, first_month date, actual_until text,
    not_counted integer, is_varied boolean)
RETURNS json
LANGUAGE plpgsql
IMMUTABLE
AS $$
BEGIN
    RETURN (SELECT json_agg(s.sentence ORDER BY s.place)
    FROM (VALUES
        (1, 'This is a forecast, not an account: it holds as far as its assumptions do.'),
        (2, CASE WHEN is_given THEN format('It begins with %s, as the scenario says.', safer.pounds(begins_with))
            WHEN actual_until IS NOT NULL THEN format('It begins with %s, which the ledger had before %s.',
                safer.pounds(begins_with), to_char(first_month, 'YYYY-MM'))
            ELSE 'Nothing is brought forward: it begins with £0.00.' END),
        (3, CASE WHEN is_varied THEN 'Every party pays what is listed, no more and no less, in the month in which it falls'
                ' due: the minimum of its agreement, or what the scenario says instead.'
            ELSE 'Every party pays the minimum of its agreement, no more and no less, in the month in which it falls due.'
            END),
        (4, 'A post costs a twelfth of its year each month, rounded so that twelve months make the year, for whole months'
            ' and no longer than its funding and its agreement last.'),
        (5, CASE WHEN actual_until IS NOT NULL THEN format('Up to %s the ledger stands in place of the plan,'
            ' contributions not yet confirmed included. What was due by then and was not posted is not counted.',
            actual_until) END),
        (6, CASE WHEN not_counted > 0 THEN 'What no cost was given for is not counted: not_counted lists it, and costs'
            ' takes it into account.' END),
        (7, 'Break-even leaves contributions as they are that fall due before any spending, and asks the same amount of'
            ' each partner for every year after.')
    ) AS s (place, sentence)
    WHERE s.sentence IS NOT NULL);
END
$$;
