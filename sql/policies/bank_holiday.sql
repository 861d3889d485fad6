-- Everybody reads them. They are loaded, never written by a request.
GRANT SELECT ON safer.bank_holiday TO safer_service;
GRANT SELECT ON safer.bank_holiday TO safer_rules;

CREATE POLICY everybody ON safer.bank_holiday FOR SELECT TO safer_service
USING (true);
CREATE POLICY rules ON safer.bank_holiday TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION
    safer.notice_of(integer, date, date)
TO safer_service;
GRANT EXECUTE ON FUNCTION safer.clear_working_days(date, date) TO safer_rules;
GRANT SELECT ON api.bank_holidays TO safer_service;
