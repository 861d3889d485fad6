-- What a party asks to be changed is read by the parties and by constituent partners, even if the agreement is public.
-- It is written by safer.create_change_request and safer.create_consent only.
GRANT SELECT (id, agreement, partner, title, text, clause, requested_on, created_at, version)
ON safer.change_request TO safer_service;
GRANT SELECT, INSERT, UPDATE (written_by, version) ON safer.change_request TO safer_rules;
GRANT EXECUTE ON FUNCTION
    safer.agreements_read_closely(),
    safer.agreements_party_to(),
    safer.agreement_last_day(text, date),
    safer.change_requests(text, uuid, date),
    safer.change_says(text, date, text, text),
    safer.day_in_words(date)
TO safer_service, safer_rules;
GRANT EXECUTE ON FUNCTION
    safer.create_change_request(uuid, text, text, text, text),
    safer.create_consent(text, uuid, boolean, date, text)
TO safer_service;
GRANT EXECUTE ON FUNCTION safer.as_shown(json) TO safer_rules;

CREATE POLICY concerned ON safer.change_request FOR SELECT TO safer_service
USING (agreement = ANY ((SELECT safer.agreements_read_closely())::text[]));
CREATE POLICY rules ON safer.change_request TO safer_rules, safer_owner USING (true) WITH CHECK (true);
