-- What a fund's money is spent on is read by who reads the fund whole, and made by functions only.
GRANT SELECT (fund, id, name, kind, post, planned_pence, note, created_at, version) ON safer.purpose TO safer_service;
GRANT SELECT, INSERT ON safer.purpose TO safer_rules;
GRANT EXECUTE ON FUNCTION safer.create_fund_purpose(text, text, text, text, bigint, text) TO safer_service;
GRANT SELECT ON api.purposes TO safer_service;

CREATE POLICY concerned ON safer.purpose FOR SELECT TO safer_service
USING (fund = ANY ((SELECT safer.funds_read_whole())::text[]));
CREATE POLICY rules ON safer.purpose TO safer_rules, safer_owner USING (true) WITH CHECK (true);
