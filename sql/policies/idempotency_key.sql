-- A key and its stored reply belong to one client of one issuer. Keys are claimed and replies read by functions; the
-- reply is stored once, by the request that claimed the key. To lock a row takes the privilege to update a column of it.
GRANT SELECT (issuer, client, operation, key, status, location, body) ON safer.idempotency_key TO safer_service;
GRANT UPDATE (status, location, body) ON safer.idempotency_key TO safer_service;
GRANT SELECT, INSERT, DELETE, UPDATE (status) ON safer.idempotency_key TO safer_rules;

CREATE POLICY own ON safer.idempotency_key FOR SELECT TO safer_service
USING (
    issuer = (SELECT nullif(current_setting('safer.issuer', true), ''))
    AND client = (SELECT nullif(current_setting('safer.client', true), '')));
CREATE POLICY own_reply ON safer.idempotency_key FOR UPDATE TO safer_service
USING (
    issuer = (SELECT nullif(current_setting('safer.issuer', true), ''))
    AND client = (SELECT nullif(current_setting('safer.client', true), ''))
    AND status IS NULL)
WITH CHECK (status IS NOT NULL);
CREATE POLICY rules ON safer.idempotency_key TO safer_rules, safer_owner USING (true) WITH CHECK (true);
