-- How many days of those from one day to another a review was suspended; a suspension that has not ended lasts to the end.
CREATE FUNCTION safer.dhr_suspended_days(from_on date, to_on date, begun date[], ended date[])
RETURNS integer
LANGUAGE sql
IMMUTABLE
RETURN (
    SELECT coalesce(sum(greatest(least(coalesce(s.ended, to_on), to_on) - greatest(s.begun, from_on), 0)), 0)::integer
    FROM unnest(begun, ended) AS s (begun, ended));
