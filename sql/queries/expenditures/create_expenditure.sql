-- Posts spending from a fund the caller hosts.
INSERT INTO safer.expenditure (id, fund, partner, purpose, amount_pence, incurred_on, external_reference, decision, note)
VALUES (:new_id::uuid, :fund::text, nullif(current_setting('safer.partner', true), ''), :purpose::text,
    :amount_pence::bigint, :incurred_on::date, :external_reference::text, :decision::text, :note::text)
RETURNING id::text AS object, NULL::json AS before;
