-- Constituent partners read every fund, a host its own, a contributor those it contributes to; any partner knows of
-- those that a published agreement names.
GRANT SELECT (id, name, host, rolls_forward, note, version) ON safer.fund TO safer_service;
GRANT SELECT, INSERT, UPDATE (written_by, version) ON safer.fund TO safer_rules;
GRANT EXECUTE ON FUNCTION safer.create_fund(text, text, boolean, text, jsonb) TO safer_service;

CREATE POLICY concerned ON safer.fund FOR SELECT TO safer_service
USING (id = ANY ((SELECT safer.funds_in_view())::text[]));
CREATE POLICY rules ON safer.fund TO safer_rules, safer_owner USING (true) WITH CHECK (true);
