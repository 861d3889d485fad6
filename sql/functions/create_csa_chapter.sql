-- Puts a chapter into a draft version of the agreement, or one back that was taken out of it. Returns its name; NULL
-- when there is no such version.
CREATE FUNCTION safer.create_csa_chapter(version_id text, chapter text, kind text, place integer, number text,
    title text, text text, change_note text)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    IF NOT safer.hold_csa_draft(version_id, NULL) THEN
        RETURN NULL;
    END IF;
    PERFORM
    FROM safer.csa_chapter AS c
    WHERE c.csa_version = version_id
        AND c.chapter = create_csa_chapter.chapter
        AND NOT c.removed;
    IF FOUND THEN
        PERFORM safer.refuse('id-taken', format('This version has a chapter ''%s'' already.', chapter), '/chapter');
    END IF;
    INSERT INTO safer.csa_chapter (csa_version, chapter, kind, place, number, title, text, change_note, revised_in)
    SELECT version_id, create_csa_chapter.chapter, coalesce(create_csa_chapter.kind, 'chapter'),
        coalesce(create_csa_chapter.place, least(max(c.place) + 1, 999), 1), create_csa_chapter.number, create_csa_chapter.title,
        create_csa_chapter.text, create_csa_chapter.change_note, version_id
    FROM safer.csa_chapter AS c
    WHERE c.csa_version = version_id
    ON CONFLICT ON CONSTRAINT csa_chapter_pkey DO UPDATE
    SET kind = excluded.kind, place = excluded.place, number = excluded.number, title = excluded.title,
        text = excluded.text, change_note = excluded.change_note, revised_in = excluded.revised_in, removed = false;
    UPDATE safer.csa_version AS v SET written_by = pg_current_xact_id() WHERE v.id = version_id;
    RETURN chapter;
END
$$;

ALTER FUNCTION safer.create_csa_chapter(text, text, text, integer, text, text, text, text) OWNER TO safer_rules;
