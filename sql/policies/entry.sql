-- The ledger is read by who reads the fund whole, and written by triggers and by closings only.
GRANT SELECT ON safer.entry TO safer_service;
GRANT SELECT, INSERT ON safer.entry TO safer_rules;

CREATE POLICY concerned ON safer.entry FOR SELECT TO safer_service
USING (fund = ANY ((SELECT safer.funds_read_whole())::text[]));
CREATE POLICY rules ON safer.entry TO safer_rules, safer_owner USING (true) WITH CHECK (true);
