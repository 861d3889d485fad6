-- What something that was found is called, the text it was found in, and its address. Whoever asks may see it, or of
-- what is withheld its public title; of a priority, the title in the latest set he may see.
CREATE FUNCTION safer.search_says(of_kind text, of_id text, withheld boolean)
RETURNS TABLE (title text, text text, url text)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    partner boolean := nullif(current_setting('safer.partner', true), '') IS NOT NULL;
BEGIN
    CASE of_kind
    WHEN 'meeting' THEN
        RETURN QUERY
        SELECT b.title, concat_ws(E'\n', m.place, m.note), '/v1/meetings/' || of_id
        FROM safer.meeting AS m
        JOIN safer.body AS b ON b.id = m.body
        WHERE m.id = of_id::uuid;
    WHEN 'item' THEN
        RETURN QUERY
        SELECT CASE WHEN withheld THEN i.public_title ELSE t.title END, CASE WHEN NOT withheld THEN t.description END,
            '/v1/items/' || of_id
        FROM safer.item AS i
        JOIN safer.item_text AS t ON t.item = i.id
        WHERE i.id = of_id::uuid;
    WHEN 'paper' THEN
        RETURN QUERY
        SELECT CASE WHEN withheld THEN p.public_title ELSE t.title END,
            CASE WHEN NOT withheld THEN concat_ws(E'\n', t.summary, left(t.text, 100000)) END, '/v1/papers/' || of_id
        FROM safer.paper AS p
        JOIN safer.paper_text AS t ON t.paper = p.id
        WHERE p.id = of_id::uuid;
    WHEN 'minute' THEN
        RETURN QUERY
        SELECT t.title, t.text, '/v1/minutes/' || of_id FROM safer.minute_text AS t WHERE t.minute = of_id::uuid;
    WHEN 'decision' THEN
        RETURN QUERY
        SELECT d.text, concat_ws(E'\n', d.text, d.condition), '/v1/decisions/' || of_id
        FROM safer.decision AS d
        WHERE d.id = of_id::uuid;
    WHEN 'follow_up' THEN
        RETURN QUERY
        SELECT f.text, f.text, '/v1/follow-ups/' || of_id FROM safer.follow_up AS f WHERE f.id = of_id::uuid;
    WHEN 'action' THEN
        RETURN QUERY
        SELECT a.title, a.description, '/v1/actions/' || of_id FROM safer.action AS a WHERE a.id = of_id::uuid;
    WHEN 'project' THEN
        RETURN QUERY
        SELECT p.title, concat_ws(E'\n', p.summary, p.beneficiaries, p.evaluation), '/v1/projects/' || of_id
        FROM safer.project AS p
        WHERE p.id = of_id;
    WHEN 'plan' THEN
        RETURN QUERY
        SELECT p.title,
            concat_ws(E'\n', p.note, (SELECT string_agg(a.text, E'\n' ORDER BY a.place)
                FROM safer.plan_aim AS a
                WHERE a.plan = p.id)), '/v1/plans/' || of_id
        FROM safer.plan AS p
        WHERE p.id = of_id;
    WHEN 'chapter' THEN
        RETURN QUERY
        SELECT c.title, concat_ws(E'\n', left(c.text, 100000), c.change_note),
            '/v1/csa/versions/' || c.csa_version || '/chapters/' || c.chapter
        FROM safer.csa_chapter AS c
        WHERE c.id = of_id;
    ELSE
        RETURN QUERY
        SELECT coalesce((
                SELECT m.title
                FROM safer.priority_set_member AS m
                JOIN safer.priority_set AS s ON s.id = m.priority_set
                WHERE m.priority = p.id
                    AND (partner OR s.state <> 'draft')
                ORDER BY s.state = 'draft', s.starts_on DESC, s.id
                LIMIT 1), p.title), p.note,
            CASE of_kind WHEN 'theme' THEN '/v1/themes/' ELSE '/v1/priorities/' END || of_id
        FROM safer.priority AS p
        WHERE p.id = of_id;
    END CASE;
END
$$;

ALTER FUNCTION safer.search_says(text, text, boolean) OWNER TO safer_rules;
