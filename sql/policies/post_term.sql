-- What a post was and is, is read by who reads the post, and written with it.
GRANT SELECT (post, from_on, to_on, title, headcount, host, placement, phase, contract, filled, funding, fund, agreement,
    annual_cost_pence, funded_from, funded_months, note) ON safer.post_term TO safer_service;
GRANT SELECT, INSERT, UPDATE ON safer.post_term TO safer_rules;

CREATE POLICY partners ON safer.post_term FOR SELECT TO safer_service
USING ((
    SELECT EXISTS (
        SELECT
        FROM safer.partner AS o
        WHERE o.id = nullif(current_setting('safer.partner', true), ''))));
CREATE POLICY rules ON safer.post_term TO safer_rules, safer_owner USING (true) WITH CHECK (true);
