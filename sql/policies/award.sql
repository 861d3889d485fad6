-- Awards are read by whoever acts for a partner, by everybody else those of a public round to a project that is public.
GRANT SELECT ON safer.award TO safer_service;
GRANT SELECT ON safer.award TO safer_rules;

CREATE POLICY shown ON safer.award FOR SELECT TO safer_service
USING (
    (SELECT nullif(current_setting('safer.partner', true), '')) IS NOT NULL
    OR (round IN (SELECT r.id FROM safer.grant_round AS r)
        AND project IN (SELECT p.id FROM safer.project AS p)));
CREATE POLICY rules ON safer.award TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT SELECT ON api.awards, api.grants TO safer_service, safer_rules;
