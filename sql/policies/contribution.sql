-- A partner reads its own contributions; constituent partners and the fund's host read all of the fund. A partner
-- posts for itself; a host posts the replacement of one it reverses. Who may confirm or reverse which is decided
-- by triggers, which can say why not.
GRANT SELECT (id, fund, partner, financial_year, amount_pence, received_on, external_reference, note, created_at,
    confirmed_on, bank_reference, reversed_by, reversed_at, reversal_reason, replaces, replaced_by, booked_in, version, state)
ON safer.contribution TO safer_service;
GRANT INSERT (id, fund, partner, financial_year, amount_pence, received_on, external_reference, note, replaces)
ON safer.contribution TO safer_service;
GRANT UPDATE (confirmed_on, bank_reference, reversed_at, reversal_reason, replaced_by, version)
ON safer.contribution TO safer_service;
GRANT SELECT ON safer.contribution TO safer_rules;

CREATE POLICY concerned ON safer.contribution FOR SELECT TO safer_service
USING (
    partner = (SELECT nullif(current_setting('safer.partner', true), ''))
    OR fund = ANY ((SELECT safer.funds_read_whole())::text[]));
CREATE POLICY own ON safer.contribution FOR INSERT TO safer_service
WITH CHECK (
    partner = (SELECT nullif(current_setting('safer.partner', true), ''))
    OR (replaces IS NOT NULL
        AND fund IN (
            SELECT f.id
            FROM safer.fund AS f
            WHERE f.host = (SELECT nullif(current_setting('safer.partner', true), '')))));
CREATE POLICY concerned_change ON safer.contribution FOR UPDATE TO safer_service
USING (
    partner = (SELECT nullif(current_setting('safer.partner', true), ''))
    OR fund = ANY ((SELECT safer.funds_read_whole())::text[]));
CREATE POLICY rules ON safer.contribution TO safer_rules, safer_owner USING (true) WITH CHECK (true);
