-- The ledger is read by who reads the fund whole, and written by triggers and by closings only.
GRANT SELECT ON safer.posting TO safer_service;
GRANT SELECT, INSERT ON safer.posting TO safer_rules;
GRANT SELECT ON api.postings TO safer_service;

CREATE POLICY concerned ON safer.posting FOR SELECT TO safer_service
USING (fund = ANY ((SELECT safer.funds_read_whole())::text[]));
CREATE POLICY rules ON safer.posting TO safer_rules, safer_owner USING (true) WITH CHECK (true);
