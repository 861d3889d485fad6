-- Read by who reads the fund whole; a contributor sees that it is named itself.
GRANT SELECT ON safer.fund_contributor TO safer_service;
GRANT SELECT, INSERT ON safer.fund_contributor TO safer_rules;

CREATE POLICY concerned ON safer.fund_contributor FOR SELECT TO safer_service
USING (
    partner = (SELECT nullif(current_setting('safer.partner', true), ''))
    OR fund = ANY ((SELECT safer.funds_read_whole())::text[]));
CREATE POLICY rules ON safer.fund_contributor TO safer_rules, safer_owner USING (true) WITH CHECK (true);
