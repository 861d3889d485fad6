-- Who leads a priority is read by whoever reads the priority. It is written by safer.set_priority_lead only.
GRANT SELECT ON safer.priority_lead TO safer_service;
GRANT SELECT, INSERT, UPDATE (to_on, office, partner, source, note) ON safer.priority_lead TO safer_rules;

CREATE POLICY published ON safer.priority_lead FOR SELECT TO safer_service
USING (
    priority IN (SELECT p.id FROM safer.priority AS p));
CREATE POLICY rules ON safer.priority_lead TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION safer.set_priority_lead(text, date, date, text, text, text, text) TO safer_service;
GRANT SELECT ON api.priority_leads TO safer_service, safer_rules;
