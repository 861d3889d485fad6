-- Puts the file that is staged in place of the one a paper has, while the paper is a draft. Returns its id and what it was;
-- no row when there is none to see.
CREATE FUNCTION safer.put_paper_file(paper_id uuid, name text, said text, sha256 text, bytes bigint, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.paper;
    kind text := safer.file_type(name, said);
BEGIN
    held := safer.hold_paper(paper_id, if_match);
    IF held.id IS NULL THEN
        RETURN;
    ELSIF held.published_on IS NOT NULL THEN
        PERFORM safer.refuse('paper-published', format('The paper was published on %s, and its file stays as it is.',
            held.published_on));
    ELSIF name IS NULL OR bytes = 0 THEN
        PERFORM safer.refuse('file-incomplete', CASE WHEN name IS NULL THEN 'The file has no name.'
            ELSE 'There is nothing in the file.' END);
    ELSIF kind IS NULL THEN
        PERFORM safer.refuse('file-type-not-taken',
            'Neither the form nor the name of the file says of which type it is.');
    ELSIF NOT (SELECT safer.file_begins_as(kind, s.content) FROM pg_temp.paper_file_staging AS s WHERE s.part = 1) THEN
        PERFORM safer.refuse('file-of-another-type', format('The file is said to be %s, and does not begin as one.',
            kind));
    END IF;
    object := held.id;
    before := (SELECT safer.as_shown(row_to_json(p)) FROM api.papers AS p WHERE p.id = held.id);
    DELETE FROM safer.paper_file AS f WHERE f.paper = held.id;
    INSERT INTO safer.paper_file (paper, part, content)
    SELECT held.id, s.part, s.content
    FROM pg_temp.paper_file_staging AS s;
    UPDATE safer.paper_text AS t
    SET file_name = name, file_type = kind, file_bytes = bytes, file_sha256 = sha256
    WHERE t.paper = held.id;
    UPDATE safer.paper AS p SET place = p.place WHERE p.id = held.id; -- the paper has another version
    DROP TABLE pg_temp.paper_file_staging;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.put_paper_file(uuid, text, text, text, bigint, integer) OWNER TO safer_rules;
