-- Who may not contribute to a fund is read by whoever reads the fund.
GRANT SELECT ON safer.fund_exclusion TO safer_service;
GRANT SELECT, INSERT, UPDATE ON safer.fund_exclusion TO safer_rules;

CREATE POLICY shown ON safer.fund_exclusion FOR SELECT TO safer_service
USING (fund = ANY ((SELECT safer.funds_in_view())::text[]));
CREATE POLICY rules ON safer.fund_exclusion TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION
    safer.create_fund_exclusion(uuid, text, text, date, date, text),
    safer.end_fund_exclusion(uuid, date, integer)
TO safer_service;
GRANT EXECUTE ON FUNCTION safer.may_contribute(text, text, date) TO safer_rules;
GRANT SELECT ON api.fund_exclusions TO safer_service, safer_rules;
