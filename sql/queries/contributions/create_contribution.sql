-- Posts a contribution of the caller's partner.
INSERT INTO safer.contribution (id, fund, partner, financial_year, amount_pence, received_on, external_reference, note)
VALUES (:new_id::uuid, :fund::text, nullif(current_setting('safer.partner', true), ''), :financial_year::text,
    :amount_pence::bigint, :received_on::date, :external_reference::text, :note::text)
RETURNING id::text AS object, NULL::json AS before;
