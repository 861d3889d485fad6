-- What a bid answers is read by whoever reads the bid.
GRANT SELECT ON safer.bid_answer TO safer_service;
GRANT SELECT, INSERT ON safer.bid_answer TO safer_rules;

CREATE POLICY shown ON safer.bid_answer FOR SELECT TO safer_service
USING (
    (SELECT true FROM safer.bid AS b WHERE b.id = bid_answer.bid));
CREATE POLICY rules ON safer.bid_answer TO safer_rules, safer_owner USING (true) WITH CHECK (true);
