-- What became of each chapter from one version of the agreement to another, in the order of the new one. moved says
-- that its place or its number differs. change is the greatest of the changes. The notes are those of every version
-- in between, when the one follows from the other. Either version unseen is not found.
CREATE FUNCTION safer.csa_diff(from_id text, to_id text)
RETURNS TABLE (chapter text, change text, kind text, from_number text, to_number text, from_title text,
    to_title text, text_changed boolean, retitled boolean, moved boolean, change_notes text)
LANGUAGE plpgsql
STABLE
AS $$
#variable_conflict use_column
BEGIN
    PERFORM FROM safer.csa_version AS v WHERE v.id = from_id;
    IF NOT FOUND THEN
        PERFORM safer.refuse_parameter('not-found', 'from', 'There is no such version, or none you may see.');
    END IF;
    PERFORM FROM safer.csa_version AS v WHERE v.id = to_id;
    IF NOT FOUND THEN
        PERFORM safer.refuse_parameter('not-found', 'to', 'There is no such version, or none you may see.');
    END IF;
    RETURN QUERY
    WITH RECURSIVE line (id, depth) AS (
        SELECT to_id, 1 WHERE to_id <> from_id
        UNION ALL
        SELECT v.succeeds, l.depth + 1
        FROM line AS l
        JOIN safer.csa_version AS v ON v.id = l.id
        WHERE v.succeeds <> from_id
    ), notes AS (
        SELECT c.chapter, string_agg(c.change_note, E'\n' ORDER BY l.depth DESC) AS notes
        FROM line AS l
        JOIN safer.csa_chapter AS c ON c.csa_version = l.id AND c.revised_in = l.id
        WHERE EXISTS (SELECT FROM line AS e JOIN safer.csa_version AS v ON v.id = e.id WHERE v.succeeds = from_id)
        GROUP BY c.chapter
    ), pair AS (
        SELECT coalesce(f.chapter, t.chapter) AS chapter, f.csa_version IS NOT NULL AS was,
            t.csa_version IS NOT NULL AS is, coalesce(t.kind, f.kind) AS kind, f.number AS from_number,
            t.number AS to_number, f.title AS from_title, t.title AS to_title,
            f.place AS from_place, t.place AS to_place, f.text AS from_text, t.text AS to_text,
            f.csa_version IS NOT NULL AND t.csa_version IS NOT NULL AS stays
        FROM (SELECT c.* FROM api.csa_chapters AS c WHERE c.csa_version = from_id) AS f
        FULL JOIN (SELECT c.* FROM api.csa_chapters AS c WHERE c.csa_version = to_id) AS t
            ON t.chapter = f.chapter
    ), compared AS (
        SELECT p.*, p.stays AND p.from_text IS DISTINCT FROM p.to_text AS text_changed,
            p.stays AND p.from_title <> p.to_title AS retitled,
            p.stays AND (p.from_number IS DISTINCT FROM p.to_number
                OR p.from_place <> p.to_place) AS moved
        FROM pair AS p
    )
    SELECT x.chapter,
        CASE WHEN NOT x.was THEN 'added' WHEN NOT x.is THEN 'removed' WHEN x.text_changed THEN 'changed'
            WHEN x.retitled THEN 'retitled' WHEN x.moved THEN 'moved' ELSE 'same' END,
        x.kind, x.from_number, x.to_number, x.from_title, x.to_title, x.text_changed, x.retitled, x.moved, n.notes
    FROM compared AS x
    LEFT JOIN notes AS n ON n.chapter = x.chapter
    ORDER BY coalesce(x.to_place, x.from_place), x.is DESC, x.chapter;
END
$$;
