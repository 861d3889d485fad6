-- Who reads an indicator reads what is said about it. It is written by functions only.
GRANT SELECT (id, indicator, area, starts_on, kind, text, rebaseline, partner, source, created_at, withdrawn_at,
    withdrawal_reason, version) ON safer.annotation TO safer_service;
GRANT SELECT, INSERT, UPDATE ON safer.annotation TO safer_rules;

CREATE POLICY concerned ON safer.annotation FOR SELECT TO safer_service
USING (indicator IN (SELECT i.id FROM safer.indicator AS i));
CREATE POLICY rules ON safer.annotation TO safer_rules, safer_owner USING (true) WITH CHECK (true);
