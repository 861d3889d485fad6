-- Who may not contribute to a fund is read by whoever reads the fund.
GRANT SELECT ON safer.fund_exclusion TO safer_service;
GRANT SELECT, INSERT, UPDATE ON safer.fund_exclusion TO safer_rules;

CREATE POLICY shown ON safer.fund_exclusion FOR SELECT TO safer_service
USING (fund = ANY ((SELECT safer.funds_in_view())::text[]));
CREATE POLICY rules ON safer.fund_exclusion TO safer_rules, safer_owner USING (true) WITH CHECK (true);
