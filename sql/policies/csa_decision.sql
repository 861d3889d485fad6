-- What was decided on a version is read by whoever reads the version.
GRANT SELECT ON safer.csa_decision TO safer_service;
GRANT SELECT, INSERT ON safer.csa_decision TO safer_rules;

CREATE POLICY published ON safer.csa_decision FOR SELECT TO safer_service
USING (
    csa_version IN (SELECT v.id FROM safer.csa_version AS v));
CREATE POLICY rules ON safer.csa_decision TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT SELECT ON api.csa_decisions TO safer_service;
