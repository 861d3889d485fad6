-- Writes a chapter of a draft version of the agreement anew. What is not given stays as it was. Returns the chapter
-- and what it was; no row when there is no such chapter.
CREATE FUNCTION safer.revise_csa_chapter(version_id text, chapter text, kind text, place integer, number text,
    title text, text text, change_note text, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    held safer.csa_chapter;
BEGIN
    IF NOT safer.hold_csa_draft(version_id, NULL) THEN
        RETURN;
    END IF;
    SELECT *
    INTO held
    FROM safer.csa_chapter AS c
    WHERE c.csa_version = version_id
        AND c.chapter = revise_csa_chapter.chapter
        AND NOT c.removed
    FOR NO KEY UPDATE;
    IF held.chapter IS NULL THEN
        RETURN;
    ELSIF if_match <> held.version THEN
        PERFORM safer.refuse('precondition-failed',
            'The chapter has changed since you read it. Read it again, then decide.');
    END IF;
    object := held.chapter;
    before := (SELECT row_to_json(c)
        FROM api.csa_chapters AS c
        WHERE c.csa_version = version_id AND c.chapter = held.chapter);
    UPDATE safer.csa_chapter AS c
    SET kind = coalesce(revise_csa_chapter.kind, c.kind), place = coalesce(revise_csa_chapter.place, c.place),
        number = coalesce(revise_csa_chapter.number, c.number), title = coalesce(revise_csa_chapter.title, c.title),
        text = coalesce(revise_csa_chapter.text, c.text), change_note = revise_csa_chapter.change_note,
        revised_in = version_id
    WHERE c.csa_version = version_id
        AND c.chapter = held.chapter;
    UPDATE safer.csa_version AS v SET written_by = pg_current_xact_id() WHERE v.id = version_id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.revise_csa_chapter(text, text, text, integer, text, text, text, text,
    integer) OWNER TO safer_rules;
