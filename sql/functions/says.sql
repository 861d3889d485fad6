-- Whether one of these texts stands in a document, as one of its strings.
CREATE FUNCTION safer.says(document json, texts text[])
RETURNS boolean
LANGUAGE sql
IMMUTABLE
RETURN EXISTS (
    SELECT
    FROM jsonb_path_query(document::jsonb, 'strict $.**') AS v (value)
    WHERE jsonb_typeof(v.value) = 'string' AND v.value #>> '{}' = ANY (texts));
