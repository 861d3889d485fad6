-- Makes a draft version of the agreement, which takes over the chapters of the version it succeeds, and returns its
-- id.
CREATE FUNCTION safer.create_csa_version(id text, title text, starts_on date, ends_on date, succeeds text,
    source text, note text)
RETURNS text
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
    former safer.csa_version;
BEGIN
    PERFORM safer.check_constituent('Only a constituent partner drafts a version of the agreement.');
    PERFORM safer.check_id_free('version', id, format('There is a version ''%s'' already.', id));
    SELECT * INTO former FROM safer.csa_version AS v WHERE v.id = succeeds FOR NO KEY UPDATE;
    IF succeeds IS NOT NULL AND former.id IS NULL THEN
        PERFORM safer.refuse('unknown-version', format('There is no version ''%s''.', succeeds), '/succeeds');
    ELSIF ends_on < starts_on THEN
        PERFORM safer.refuse('term-invalid', 'The version would end before it starts.', '/ends_on');
    ELSIF starts_on <= former.starts_on THEN
        PERFORM safer.refuse('term-invalid', format('It starts after the version it succeeds, which starts on %s.',
            former.starts_on), '/starts_on');
    END IF;
    PERFORM FROM safer.csa_version AS v WHERE v.succeeds = create_csa_version.succeeds;
    IF FOUND THEN
        PERFORM safer.refuse('agreement-already-succeeded', format('Another version succeeds ''%s'' already.',
            succeeds), '/succeeds');
    END IF;
    INSERT INTO safer.csa_version (id, title, starts_on, ends_on, succeeds, source, note)
    VALUES (id, title, starts_on, ends_on, succeeds, source, note);
    INSERT INTO safer.csa_chapter (csa_version, chapter, kind, place, number, title, text, change_note, revised_in)
    SELECT create_csa_version.id, c.chapter, c.kind, c.place, c.number, c.title, c.text, c.change_note, c.revised_in
    FROM safer.csa_chapter AS c
    WHERE c.csa_version = create_csa_version.succeeds
        AND NOT c.removed;
    RETURN id;
END
$$;

ALTER FUNCTION safer.create_csa_version(text, text, date, date, text, text, text) OWNER TO safer_rules;
