-- Records that money of an award came back; no row when the caller does not follow it.
SELECT c.object, NULL::json AS before
FROM safer.create_refund(:new_id::uuid, :award::uuid, :amount_pence::bigint, :received_on::date,
    :external_reference::text, :reason::text) AS c (object)
WHERE c.object IS NOT NULL;
