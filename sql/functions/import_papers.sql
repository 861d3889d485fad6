-- Brings the papers to an item up to date with those that an agenda names for it. One is known by its link, or else by
-- its title.
CREATE FUNCTION safer.import_papers(item_id uuid, item integer)
RETURNS void
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    sent record;
    made record;
    known uuid;
    links text[];
    slug text;
    sentence text;
    detail text;
BEGIN
    links := ARRAY(
        SELECT c.said
        FROM pg_temp.agenda_cell AS c
        WHERE c.item = import_papers.item AND c.part = 'paper' AND c.name = 'url');
    FOR sent IN
        SELECT c.paper, jsonb_object_agg(c.name, c.value) AS said
        FROM pg_temp.agenda_cell AS c
        WHERE c.item = import_papers.item AND c.part = 'paper'
        GROUP BY c.paper
        ORDER BY c.paper
    LOOP
        known := (
            SELECT p.id
            FROM safer.paper AS p
            JOIN safer.paper_text AS t ON t.paper = p.id
            WHERE p.item = item_id
                AND (t.url = sent.said ->> 'url'
                    OR t.title = sent.said ->> 'title' AND coalesce(t.url <> ALL (links), true))
                AND NOT EXISTS (SELECT FROM pg_temp.agenda_outcome AS o WHERE o.paper_id = p.id)
            ORDER BY coalesce(t.url = sent.said ->> 'url', false) DESC, t.title = sent.said ->> 'title' DESC, p.place
            LIMIT 1);
        IF known IS NULL AND EXISTS (SELECT FROM safer.paper AS p WHERE p.item = item_id AND p.place >= 99) THEN
            PERFORM safer.keep_agenda_fault(item, sent.paper, 'title', 'rows-too-many',
                'An item has at most 99 papers, and it has some here already.');
            CONTINUE;
        END IF;
        BEGIN
            SELECT * INTO made FROM safer.import_paper(item_id, known, sent.said);
            INSERT INTO pg_temp.agenda_outcome (item, paper, id, paper_id, ref, became, changed, restricted, before)
            SELECT o.item, sent.paper, o.id, made.id, o.ref, made.became, made.changed, made.restricted, made.before
            FROM pg_temp.agenda_outcome AS o
            WHERE o.id = item_id AND o.paper_id IS NULL;
        EXCEPTION
            WHEN SQLSTATE 'SF001' THEN
                GET STACKED DIAGNOSTICS slug = CONSTRAINT_NAME, sentence = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
                IF slug <> 'restriction-invalid' THEN
                    RAISE;
                END IF;
                PERFORM safer.keep_agenda_fault(item, sent.paper,
                    coalesce(ltrim(detail::jsonb #>> '{errors,0,pointer}', '/'), 'restricted'), slug, sentence);
        END;
    END LOOP;
END
$$;

ALTER FUNCTION safer.import_papers(uuid, integer) OWNER TO safer_rules;
