-- Who reads an indicator reads what is said about it. It is written by functions only.
GRANT SELECT (id, indicator, area, starts_on, kind, text, rebaseline, partner, source, created_at, withdrawn_at,
    withdrawal_reason, version) ON safer.annotation TO safer_service;
GRANT SELECT, INSERT, UPDATE ON safer.annotation TO safer_rules;
GRANT EXECUTE ON FUNCTION
    safer.create_annotation(uuid, text, text, text, text, text, boolean),
    safer.withdraw_annotation(text, uuid, text, integer)
TO safer_service;
GRANT SELECT ON api.annotations TO safer_service, safer_rules;

CREATE POLICY concerned ON safer.annotation FOR SELECT TO safer_service
USING (indicator IN (SELECT i.id FROM safer.indicator AS i));
CREATE POLICY rules ON safer.annotation TO safer_rules, safer_owner USING (true) WITH CHECK (true);
