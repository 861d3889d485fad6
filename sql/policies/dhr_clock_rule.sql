-- What the law asks of a review is read by everybody.
GRANT SELECT ON safer.dhr_clock_rule TO safer_service;
GRANT SELECT, INSERT ON safer.dhr_clock_rule TO safer_rules;

CREATE POLICY shown ON safer.dhr_clock_rule FOR SELECT TO safer_service
USING (true);
CREATE POLICY rules ON safer.dhr_clock_rule TO safer_rules, safer_owner USING (true) WITH CHECK (true);
