-- How an indicator writes the period that starts on a day. One that has not said by which years writes financial ones. A
-- long list asks this for each of its rows: to_char is a third of what extracting and joining numbers is.
CREATE FUNCTION safer.period_text(starts_on date, frequency text, year text)
RETURNS text
LANGUAGE sql
STABLE PARALLEL SAFE
RETURN CASE
    WHEN frequency = 'month' THEN to_char(starts_on::timestamp, 'YYYY-MM')
    WHEN year = 'calendar' THEN
        to_char(starts_on::timestamp, CASE frequency WHEN 'quarter' THEN 'YYYY"-Q"Q' ELSE 'YYYY' END)
    ELSE to_char((starts_on - 90)::timestamp, 'YYYY"/"') || to_char((starts_on + 275)::timestamp, 'YY')
        || CASE frequency WHEN 'quarter' THEN to_char((starts_on - 90)::timestamp, '"-Q"Q') ELSE '' END
END;
