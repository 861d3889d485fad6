-- What became of an agenda is read by those who keep the meetings of its body; where something in it was not for
-- publication, by those of them who read that. It is written by safer.import_agenda only.
GRANT SELECT ON safer.agenda_import TO safer_service;
GRANT SELECT, INSERT ON safer.agenda_import TO safer_rules;

CREATE POLICY kept ON safer.agenda_import FOR SELECT TO safer_service
USING (
    body IN (SELECT b.body FROM safer.bodies_kept() AS b (body))
    AND (NOT restricted OR body IN (SELECT r.body FROM safer.bodies_restricted() AS r (body))));
CREATE POLICY rules ON safer.agenda_import TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION
    safer.open_agenda_staging(),
    safer.import_agenda(uuid, text, text, text, text, bigint, jsonb, date)
TO safer_service;
GRANT EXECUTE ON FUNCTION
    safer.read_meeting_time(text),
    safer.agenda_cells(text, jsonb),
    safer.agenda_value(text, text),
    safer.agenda_cell_takes(text),
    safer.read_staged_agenda(text, jsonb),
    safer.find_agenda_faults(text),
    safer.refuse_agenda_rows(text),
    safer.import_meeting(text, jsonb),
    safer.match_agenda_items(uuid, text),
    safer.import_items(uuid, text),
    safer.import_item(uuid, uuid, jsonb),
    safer.import_papers(uuid, integer),
    safer.import_paper(uuid, uuid, jsonb),
    safer.missing_from_agenda(uuid),
    safer.keep_agenda_fault(integer, integer, text, text, text)
TO safer_rules;
GRANT SELECT ON api.agenda_imports TO safer_service;
