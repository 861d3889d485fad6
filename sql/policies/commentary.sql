-- Commentaries are read by whoever acts for a partner. They are written by safer.create_commentary only.
GRANT SELECT ON safer.commentary TO safer_service;
GRANT SELECT, INSERT ON safer.commentary TO safer_rules;

CREATE POLICY partners ON safer.commentary FOR SELECT TO safer_service
USING (
    (SELECT nullif(current_setting('safer.partner', true), '')) IS NOT NULL);
CREATE POLICY rules ON safer.commentary TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION safer.create_commentary(uuid, text, text, text) TO safer_service;
GRANT EXECUTE ON FUNCTION safer.commentary_quarter_start(text) TO safer_rules;
GRANT SELECT ON api.commentaries TO safer_service;
