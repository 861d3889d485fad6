-- Whether an event of a review says what something of it was. One of a reading does not, nor one of a refusal or of a reply
-- that was shown again: these say who asked for what, and the first of them how often a name was tried.
CREATE FUNCTION safer.dhr_event_says(operation text, before json, after json)
RETURNS boolean
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN operation !~ '^(get|list)_'
        AND (before IS NOT NULL
            OR after IS NULL
            OR after::jsonb NOT IN ('{"refused": "protected-name"}', '{"replayed": true}'));
END
$$;
