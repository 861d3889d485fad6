-- The ledger is read by who reads the fund whole, and written by triggers on contributions only.
GRANT SELECT ON safer.posting TO safer_service;
GRANT SELECT, INSERT ON safer.posting TO safer_rules;

CREATE POLICY concerned ON safer.posting FOR SELECT TO safer_service
USING (debit_account IN (SELECT a.id FROM safer.account AS a));
CREATE POLICY rules ON safer.posting TO safer_rules, safer_owner USING (true) WITH CHECK (true);
