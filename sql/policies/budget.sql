-- Published budgets are read by everybody. Nobody writes them through the service.
GRANT SELECT (id, title, owner, financial_year, stated_total_pence, printed_unit, source, note, version)
ON safer.budget TO safer_service;

CREATE POLICY everybody ON safer.budget FOR SELECT TO safer_service USING (true);
CREATE POLICY rules ON safer.budget TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT SELECT ON api.budgets, api.budget_lines TO safer_service;
