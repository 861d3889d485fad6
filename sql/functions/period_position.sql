-- Where a period stands in the row of all of its kind: one more than the period before it, so that a gap can be told.
CREATE FUNCTION safer.period_position(starts_on date, frequency text)
RETURNS integer
LANGUAGE sql
IMMUTABLE PARALLEL SAFE
RETURN CASE frequency
    WHEN 'month' THEN extract(year FROM starts_on)::integer * 12 + extract(month FROM starts_on)::integer - 1
    WHEN 'quarter' THEN extract(year FROM starts_on)::integer * 4 + extract(quarter FROM starts_on)::integer - 1
    ELSE extract(year FROM starts_on)::integer
END;
