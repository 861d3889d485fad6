-- The date in Europe/London, or the one the service was told to take for today.
CREATE FUNCTION safer.today()
RETURNS date
LANGUAGE sql
STABLE
RETURN coalesce(
    nullif(current_setting('safer.today', true), '')::date,
    (now() AT TIME ZONE 'Europe/London')::date);
