-- Spending is read by who reads the fund whole, and posted and reversed by the fund's host; triggers say why not.
GRANT SELECT (id, fund, partner, purpose, financial_year, booked_in, amount_pence, incurred_on, external_reference,
    decision, note, created_at, reversed_by, reversed_at, reversal_reason, replaces, replaced_by, version, state)
ON safer.expenditure TO safer_service;
GRANT INSERT (id, fund, partner, purpose, amount_pence, incurred_on, external_reference, decision, note, replaces)
ON safer.expenditure TO safer_service;
GRANT UPDATE (reversed_at, reversal_reason, replaced_by, version) ON safer.expenditure TO safer_service;
GRANT SELECT ON safer.expenditure TO safer_rules;
-- The payment of a tranche.
GRANT INSERT ON safer.expenditure TO safer_rules;
GRANT EXECUTE ON FUNCTION safer.reverse_expenditure(uuid, text, jsonb, uuid, integer) TO safer_service;
GRANT SELECT ON api.expenditures TO safer_service;

CREATE POLICY concerned ON safer.expenditure FOR SELECT TO safer_service
USING (fund = ANY ((SELECT safer.funds_read_whole())::text[]));
CREATE POLICY own ON safer.expenditure FOR INSERT TO safer_service
WITH CHECK (
    partner = (SELECT nullif(current_setting('safer.partner', true), ''))
    AND fund IN (
        SELECT f.id
        FROM safer.fund AS f
        WHERE f.host = (SELECT nullif(current_setting('safer.partner', true), ''))));
CREATE POLICY concerned_change ON safer.expenditure FOR UPDATE TO safer_service
USING (fund = ANY ((SELECT safer.funds_read_whole())::text[]));
CREATE POLICY rules ON safer.expenditure TO safer_rules, safer_owner USING (true) WITH CHECK (true);
