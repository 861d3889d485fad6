-- Takes a chapter out of a draft version of the agreement, saying why. Returns the version and what the chapter was;
-- no row when there is no such chapter.
CREATE FUNCTION safer.remove_csa_chapter(version_id text, chapter text, change_note text, if_match integer)
RETURNS TABLE (object text, before json)
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
BEGIN
    IF NOT safer.hold_csa_draft(version_id, if_match) THEN
        RETURN;
    END IF;
    object := version_id;
    before := (SELECT row_to_json(c)
        FROM api.csa_chapters AS c
        WHERE c.csa_version = version_id AND c.chapter = remove_csa_chapter.chapter);
    UPDATE safer.csa_chapter AS c
    SET removed = true, change_note = remove_csa_chapter.change_note, revised_in = version_id
    WHERE c.csa_version = version_id
        AND c.chapter = remove_csa_chapter.chapter
        AND NOT c.removed;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    UPDATE safer.csa_version AS v SET written_by = pg_current_xact_id() WHERE v.id = version_id;
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.remove_csa_chapter(text, text, text, integer) OWNER TO safer_rules;
