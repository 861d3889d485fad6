-- Brings a meeting of a body up to date with its published agenda, which is staged: all of it, or nothing. What is here
-- and is not on that agenda is told, and stays. With published_on what it brings is published as well. Returns the id
-- of what became of it, and what was changed as it was before; no row when there is no such body.
CREATE FUNCTION safer.import_agenda(id uuid, body_id text, form text, filename text, sha256 text, bytes bigint,
    meeting jsonb, published_on date)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.body;
    said jsonb;
    made record;
    day date;
    slug text;
    sentence text;
    detail text;
BEGIN
    held := safer.kept_body(body_id, NULL);
    IF held.id IS NULL THEN
        RETURN;
    ELSIF published_on > safer.today() THEN
        PERFORM safer.refuse_parameter('date-in-future', 'published_on',
            format('Nothing was published on %s: today is %s.', published_on, safer.today()));
    END IF;
    PERFORM safer.read_staged_agenda(form, jsonb_strip_nulls(meeting));
    said := jsonb_build_object('external_system', held.external_system) || coalesce((
        SELECT jsonb_object_agg(c.name, c.value ORDER BY c.line DESC)
        FROM pg_temp.agenda_cell AS c
        WHERE c.part = 'meeting'), '{}');
    IF said ->> 'external_system' IS NULL THEN
        PERFORM safer.keep_agenda_fault(NULL, NULL, 'external_system', 'cell-missing',
            'Say in which system the agenda is published, such as moderngov.')
        WHERE NOT EXISTS (SELECT FROM pg_temp.agenda_fault);
    END IF;
    PERFORM safer.refuse_agenda_rows(form);
    BEGIN
        SELECT * INTO made FROM safer.import_meeting(held.id, said);
    EXCEPTION
        WHEN SQLSTATE 'SF001' THEN
            GET STACKED DIAGNOSTICS slug = CONSTRAINT_NAME, sentence = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
            IF slug NOT IN ('date-implausible', 'times-invalid') THEN
                RAISE;
            END IF;
            PERFORM safer.keep_agenda_fault(NULL, NULL, ltrim(detail::jsonb #>> '{errors,0,pointer}', '/'), slug,
                sentence);
            PERFORM safer.refuse_agenda_rows(form);
    END;
    PERFORM safer.match_agenda_items(made.id, said ->> 'external_system');
    PERFORM safer.refuse_agenda_rows(form);
    PERFORM safer.import_items(made.id, said ->> 'external_system');
    PERFORM safer.refuse_agenda_rows(form);
    SET CONSTRAINTS safer.item_ref_once IMMEDIATE;
    IF published_on IS NOT NULL THEN
        IF EXISTS (
                SELECT FROM safer.item AS i
                WHERE i.meeting = made.id AND i.published_on IS NULL
                    AND NOT EXISTS (SELECT FROM pg_temp.agenda_outcome AS o WHERE o.id = i.id))
            OR EXISTS (
                SELECT FROM safer.paper AS p
                WHERE p.meeting = made.id AND p.published_on IS NULL
                    AND NOT EXISTS (SELECT FROM pg_temp.agenda_outcome AS o WHERE o.paper_id = p.id)) THEN
            PERFORM safer.refuse('drafts-not-imported', 'The meeting has drafts here of items or papers that this'
                ' agenda has not, and they would be published with it. Take them off first, or import without'
                ' published_on.');
        END IF;
        IF EXISTS (SELECT FROM safer.item AS i WHERE i.meeting = made.id AND i.published_on IS NULL)
                OR EXISTS (SELECT FROM safer.paper AS p WHERE p.meeting = made.id AND p.published_on IS NULL) THEN
            PERFORM safer.publish_meeting(made.id, 'agenda', published_on, NULL);
            day := published_on;
        END IF;
    END IF;
    INSERT INTO safer.agenda_import (id, body, meeting, became, changed, published_on, details, restricted, form,
        filename, sha256, bytes, partner, client)
    SELECT id, held.id, made.id, made.became, made.changed, day, coalesce(jsonb_agg(d.told ORDER BY d.item, d.paper
            NULLS FIRST), '[]'), coalesce(bool_or(d.restricted), false), form, filename, sha256, bytes,
        current_setting('safer.partner'), current_setting('safer.client')
    FROM (
        SELECT o.item, o.paper, o.restricted, jsonb_build_object('ref', o.ref, 'item', o.id, 'paper', o.paper_id,
            'became', o.became, 'changed', o.changed) AS told
        FROM pg_temp.agenda_outcome AS o
        UNION ALL
        SELECT 1000, NULL, m.restricted, jsonb_build_object('ref', m.ref, 'item', m.item, 'paper', m.paper,
            'became', 'missing', 'changed', '{}'::text[])
        FROM safer.missing_from_agenda(made.id) AS m
    ) AS d;
    object := id;
    before := (
        SELECT json_build_object('body', held.id, 'meeting', made.before, 'items', coalesce(
                json_agg(o.before) FILTER (WHERE o.before IS NOT NULL AND o.paper IS NULL), '[]'), 'papers', coalesce(
                json_agg(o.before) FILTER (WHERE o.before IS NOT NULL AND o.paper IS NOT NULL), '[]'))
        FROM pg_temp.agenda_outcome AS o
        HAVING made.before IS NOT NULL OR count(*) FILTER (WHERE o.before IS NOT NULL) > 0);
    DROP TABLE pg_temp.agenda_outcome, pg_temp.agenda_item, pg_temp.agenda_fault, pg_temp.agenda_cell,
        pg_temp.agenda_staging;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.import_agenda(uuid, text, text, text, text, bigint, jsonb, date) OWNER TO safer_rules;
