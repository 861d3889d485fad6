-- Closings are read by who reads the fund whole, and made by safer.close_fund_year only.
GRANT SELECT (id, fund, financial_year, partner, opening_pence, closing_pence, note, created_at, version)
ON safer.closing TO safer_service;
GRANT SELECT, INSERT ON safer.closing TO safer_rules;
GRANT EXECUTE ON FUNCTION safer.close_fund_year(text, text, text, uuid) TO safer_service;
GRANT SELECT ON api.closings TO safer_service;

CREATE POLICY concerned ON safer.closing FOR SELECT TO safer_service
USING (fund = ANY ((SELECT safer.funds_read_whole())::text[]));
CREATE POLICY rules ON safer.closing TO safer_rules, safer_owner USING (true) WITH CHECK (true);
