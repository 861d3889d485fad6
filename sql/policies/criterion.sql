-- What a round asks is read by whoever reads the round.
GRANT SELECT ON safer.criterion TO safer_service;
GRANT SELECT, INSERT, DELETE ON safer.criterion TO safer_rules;

CREATE POLICY shown ON safer.criterion FOR SELECT TO safer_service
USING (
    (SELECT true FROM safer.grant_round AS r WHERE r.id = criterion.round));
CREATE POLICY rules ON safer.criterion TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT SELECT ON api.criteria TO safer_service;
