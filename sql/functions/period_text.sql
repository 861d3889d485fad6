-- How an indicator writes the period that starts on a day. One that has not said by which years writes financial ones.
CREATE FUNCTION safer.period_text(starts_on date, frequency text, year text)
RETURNS text
LANGUAGE sql
IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN frequency = 'month' THEN
        extract(year FROM starts_on)::text || '-' || lpad(extract(month FROM starts_on)::text, 2, '0')
    WHEN year = 'calendar' THEN
        extract(year FROM starts_on)::text
            || CASE frequency WHEN 'quarter' THEN '-Q' || extract(quarter FROM starts_on)::text ELSE '' END
    ELSE extract(year FROM starts_on - 90)::text || '/'
        || lpad((extract(year FROM starts_on + 275)::integer % 100)::text, 2, '0')
        || CASE frequency WHEN 'quarter' THEN '-Q' || extract(quarter FROM starts_on - 90)::text ELSE '' END
END;
