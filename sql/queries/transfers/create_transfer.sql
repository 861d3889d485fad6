-- Passes money of one fund on to another that the caller hosts as well.
INSERT INTO safer.transfer (id, from_fund, to_fund, partner, amount_pence, made_on, external_reference, decision, note)
VALUES (:new_id::uuid, :from_fund::text, :to_fund::text, nullif(current_setting('safer.partner', true), ''),
    :amount_pence::bigint, :made_on::date, :external_reference::text, :decision::text, :note::text)
RETURNING id::text AS object, NULL::json AS before;
