-- Whether an event of a review says what something of it was. One of a reading does not, a dry run's and a repeated
-- reply's too, nor one of a refusal, an erasure or of money: these say who did what, and how often a name was tried.
CREATE FUNCTION safer.dhr_event_says(operation text, before json, after json)
RETURNS boolean
LANGUAGE plpgsql
IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN operation !~ '^(get|list|attribute|erase)_'
        AND (before IS NOT NULL OR after IS NULL OR NOT after::jsonb ?| ARRAY['query', 'refused', 'replayed']);
END
$$;
