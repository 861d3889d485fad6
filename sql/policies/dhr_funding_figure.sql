-- What the papers take for granted of the cost of reviews is read by everybody.
GRANT SELECT ON safer.dhr_funding_figure TO safer_service;
GRANT SELECT ON safer.dhr_funding_figure TO safer_rules;

CREATE POLICY shown ON safer.dhr_funding_figure FOR SELECT TO safer_service
USING (true);
CREATE POLICY rules ON safer.dhr_funding_figure TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION
    safer.dhr_funding_parts(text, bigint, integer, date),
    safer.dhr_funding_ledger(text),
    safer.dhr_funding_says()
TO safer_service;
