-- Whoever acts for a partner reads posts. They are made by safer.create_post and changed by safer.change_post only.
GRANT SELECT (id, employer, place, version) ON safer.post TO safer_service;
GRANT SELECT, INSERT, UPDATE (written_by, version) ON safer.post TO safer_rules;

CREATE POLICY partners ON safer.post FOR SELECT TO safer_service
USING ((
    SELECT EXISTS (
        SELECT
        FROM safer.partner AS o
        WHERE o.id = nullif(current_setting('safer.partner', true), ''))));
CREATE POLICY rules ON safer.post TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION
    safer.create_post(text, text, text, date, date, integer, text, text, integer, text, boolean, text, text, text,
        bigint, date, integer, text),
    safer.change_post(text, date, jsonb, jsonb, integer)
TO safer_service;
GRANT EXECUTE ON FUNCTION safer.cleared_of_post(jsonb, jsonb) TO safer_rules;
GRANT SELECT ON api.posts, api.posts_by_section TO safer_service;
GRANT SELECT ON api.posts TO safer_rules;
