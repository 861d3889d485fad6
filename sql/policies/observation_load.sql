-- A partner reads its own loads; constituent partners read all. They are written by safer.load_observations only.
GRANT SELECT (id, form, filename, sha256, bytes, rows, added, revised, unchanged, partner, client, created_at, version)
ON safer.observation_load TO safer_service;
GRANT SELECT, INSERT ON safer.observation_load TO safer_rules;
GRANT SELECT ON api.observation_loads TO safer_service;

CREATE POLICY concerned ON safer.observation_load FOR SELECT TO safer_service
USING (
    partner = (SELECT nullif(current_setting('safer.partner', true), ''))
    OR (
        SELECT EXISTS (
            SELECT
            FROM safer.partner AS p
            WHERE p.id = nullif(current_setting('safer.partner', true), '')
                AND p.kind = 'constituent')));
CREATE POLICY rules ON safer.observation_load TO safer_rules, safer_owner USING (true) WITH CHECK (true);
