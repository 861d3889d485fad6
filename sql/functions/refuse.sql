-- Refuses a request with a problem of ours: its slug, a sentence for the person who must mend it, where the
-- fault lies in the body (a JSON pointer, or NULL), and further members of the problem (or NULL).
CREATE FUNCTION safer.refuse(slug text, sentence text, pointer text DEFAULT NULL, members jsonb DEFAULT NULL)
RETURNS void
LANGUAGE plpgsql
AS $$
DECLARE
    detail jsonb := coalesce(members, '{}');
BEGIN
    IF pointer IS NOT NULL THEN
        detail := detail || jsonb_build_object('errors', jsonb_build_array(
            jsonb_build_object('pointer', pointer, 'code', slug, 'detail', sentence)));
    END IF;
    RAISE EXCEPTION USING
        ERRCODE = 'SF001',
        CONSTRAINT = slug,
        MESSAGE = sentence,
        DETAIL = detail::text;
END
$$;
