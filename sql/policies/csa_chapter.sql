-- The chapters of a version are read by whoever reads the version. They are written while it is a draft, by
-- safer.create_csa_chapter, safer.revise_csa_chapter and safer.remove_csa_chapter only.
GRANT SELECT (csa_version, chapter, id, kind, place, number, title, text, change_note, revised_in, removed, version)
ON safer.csa_chapter TO safer_service;
GRANT SELECT, INSERT, UPDATE (kind, place, number, title, text, change_note, revised_in, removed, written_by, version)
ON safer.csa_chapter TO safer_rules;

CREATE POLICY published ON safer.csa_chapter FOR SELECT TO safer_service
USING (
    csa_version IN (SELECT v.id FROM safer.csa_version AS v));
CREATE POLICY rules ON safer.csa_chapter TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION
    safer.create_csa_chapter(text, text, text, integer, text, text, text, text),
    safer.revise_csa_chapter(text, text, text, integer, text, text, text, text, integer),
    safer.remove_csa_chapter(text, text, text, integer)
TO safer_service;
GRANT EXECUTE ON FUNCTION safer.hold_csa_draft(text, integer) TO safer_rules;
GRANT SELECT ON api.csa_chapters TO safer_service, safer_rules;
