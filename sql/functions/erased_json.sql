-- A document in which each string that is one of these texts is erased; members and items stay in their order.
CREATE FUNCTION safer.erased_json(document json, texts text[])
RETURNS json
LANGUAGE plpgsql
IMMUTABLE
AS $$
BEGIN
    RETURN CASE json_typeof(document)
        WHEN 'object' THEN (
            SELECT coalesce(json_object_agg(m.key, safer.erased_json(m.value, texts) ORDER BY m.place), '{}')
            FROM json_each(document) WITH ORDINALITY AS m (key, value, place))
        WHEN 'array' THEN (
            SELECT coalesce(json_agg(safer.erased_json(i.value, texts) ORDER BY i.place), '[]')
            FROM json_array_elements(document) WITH ORDINALITY AS i (value, place))
        WHEN 'string' THEN CASE WHEN document #>> '{}' = ANY (texts) THEN '"[erased]"'::json ELSE document END
        ELSE document
    END;
END
$$;
