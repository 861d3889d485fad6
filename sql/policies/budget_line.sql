-- The lines of a published budget are read by everybody. Nobody writes them through the service.
GRANT SELECT (id, budget, line, name, amount_pence, printed_amount) ON safer.budget_line TO safer_service;

CREATE POLICY everybody ON safer.budget_line FOR SELECT TO safer_service USING (true);
CREATE POLICY rules ON safer.budget_line TO safer_rules, safer_owner USING (true) WITH CHECK (true);
