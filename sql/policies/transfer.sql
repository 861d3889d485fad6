-- A transfer is read by who reads one of its funds whole, and posted and reversed by the host of both.
GRANT SELECT (id, from_fund, to_fund, partner, financial_year, amount_pence, made_on, external_reference, decision, note,
    created_at, reversed_at, reversal_reason, version, state) ON safer.transfer TO safer_service;
GRANT INSERT (id, from_fund, to_fund, partner, amount_pence, made_on, external_reference, decision, note)
ON safer.transfer TO safer_service;
GRANT UPDATE (reversed_at, reversal_reason, version) ON safer.transfer TO safer_service;
GRANT SELECT ON safer.transfer TO safer_rules;
GRANT EXECUTE ON FUNCTION safer.reverse_transfer(uuid, text, integer) TO safer_service;
GRANT SELECT ON api.transfers TO safer_service;

CREATE POLICY concerned ON safer.transfer FOR SELECT TO safer_service
USING (
    from_fund = ANY ((SELECT safer.funds_read_whole())::text[])
    OR to_fund = ANY ((SELECT safer.funds_read_whole())::text[]));
CREATE POLICY own ON safer.transfer FOR INSERT TO safer_service
WITH CHECK (partner = (SELECT nullif(current_setting('safer.partner', true), '')));
CREATE POLICY concerned_change ON safer.transfer FOR UPDATE TO safer_service
USING (
    from_fund = ANY ((SELECT safer.funds_read_whole())::text[])
    OR to_fund = ANY ((SELECT safer.funds_read_whole())::text[]));
CREATE POLICY rules ON safer.transfer TO safer_rules, safer_owner USING (true) WITH CHECK (true);
