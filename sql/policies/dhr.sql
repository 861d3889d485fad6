-- A review is known to who coordinates reviews, to its chair and to the partners on its panel; to nobody else it is there.
GRANT SELECT ON safer.dhr TO safer_service;
GRANT SELECT, INSERT, UPDATE ON safer.dhr TO safer_rules;

CREATE POLICY shown ON safer.dhr FOR SELECT TO safer_service
USING (id = ANY ((SELECT safer.dhrs_in_view())::uuid[]));
CREATE POLICY rules ON safer.dhr TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION
    safer.coordinates_dhrs(),
    safer.dhrs_in_view(),
    safer.dhr_actions_owned(),
    safer.dhrs_shown()
TO safer_service, safer_rules;
GRANT EXECUTE ON FUNCTION safer.check_coordinator(), safer.held_dhr(uuid, integer) TO safer_rules;
GRANT EXECUTE ON FUNCTION
    safer.create_dhr(uuid, jsonb, jsonb),
    safer.change_dhr(uuid, jsonb, jsonb, jsonb, jsonb, text, integer),
    safer.move_dhr(uuid, text, date, text, text, text, integer),
    safer.set_dhr_panel(uuid, jsonb, jsonb, text, integer),
    safer.appoint_dhr_chair(uuid, text, date, jsonb, jsonb, text, integer),
    safer.end_dhr_chair(uuid, date, integer),
    safer.set_dhr_persons(uuid, jsonb, integer),
    safer.keep_dhr_names(uuid, jsonb, text, integer),
    safer.create_dhr_clock_rule(jsonb),
    safer.create_dhr_recommendation(uuid, uuid, integer, text, text, jsonb, jsonb, text),
    safer.change_dhr_recommendation(uuid, text, text, jsonb, text, integer),
    safer.create_dhr_action(uuid, uuid, text, text, text, date, jsonb, text),
    safer.change_dhr_action(uuid, text, date, jsonb, text, integer),
    safer.move_dhr_action(uuid, text, text, text, date, jsonb, text, integer),
    safer.erase_dhr(uuid, text[], integer)
TO safer_service;
GRANT EXECUTE ON FUNCTION
    safer.dhr_clock(uuid, date),
    safer.dhr_extended(date, date, date[], date[], date),
    safer.dhr_suspended_days(date, date, date[], date[]),
    safer.dhr_deadline_state(date, date, boolean, date),
    safer.count_dhr_names(uuid),
    safer.audits_dhrs(),
    safer.audit_marking(text, text)
TO safer_service, safer_rules;
GRANT EXECUTE ON FUNCTION safer.dhr_deadlines(date), safer.dhr_accesses(uuid), safer.is_dhr(uuid) TO safer_service;
GRANT EXECUTE ON FUNCTION
    safer.check_dhr_names(uuid, jsonb, text),
    safer.check_dhr_tries(uuid),
    safer.check_dhr_called(uuid, text, text),
    safer.new_dhr_reference(date),
    safer.check_dhr_partnership(text),
    safer.check_dhr_stage(safer.dhr, text),
    safer.check_dhr_ready(safer.dhr, text, text, date),
    safer.check_dhr_stage_details(text, text, text, text),
    safer.check_dhr_lasts(safer.dhr),
    safer.check_organisations(jsonb, text, boolean),
    safer.set_dhr_aliases(uuid, text, jsonb),
    safer.dhr_before(uuid),
    safer.dhr_stages_after(safer.dhr),
    safer.dhr_answer(uuid),
    safer.add_dhr_action(uuid, safer.dhr, safer.dhr_addressee, text, date, text),
    safer.held_dhr_of(uuid, uuid),
    safer.held_dhr_action(uuid, integer),
    safer.erase_dhr_texts(uuid),
    safer.erase_dhr_draft(uuid),
    safer.erase_dhr_events(uuid),
    safer.dhr_event_says(text, json, json),
    safer.dhr_objects(uuid),
    safer.has_dhr_texts(uuid),
    safer.dhrs_over(date),
    safer.delete_old_dhr_names(date, integer),
    safer.delete_old_dhr_people(date, integer),
    safer.delete_old_dhr_accounts(date, integer),
    safer.erase_old_dhr_texts(date, integer),
    safer.erase_events(uuid[]),
    safer.erase_stored_replies(uuid[], text)
TO safer_rules;
GRANT EXECUTE ON FUNCTION safer.erase_dhr_texts(uuid), safer.has_dhr_texts(uuid) TO safer_owner;
GRANT UPDATE (body, location, request_sha256, erased_at) ON safer.idempotency_key TO safer_rules;
GRANT SELECT ON api.dhrs, api.dhr_recommendations, api.dhr_actions TO safer_service, safer_rules;
GRANT SELECT ON api.dhr_chairs, api.dhr_clock_rules, api.dhr_stages, api.dhr_panel, api.dhr_persons, api.dhr_action_reports
TO safer_service;
