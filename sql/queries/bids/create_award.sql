-- Awards a bid by a decision that the caller sees; no row when there is no bid to see.
SELECT c.object, NULL::json AS before
FROM safer.create_award(:new_id::uuid, :bid::uuid, :amount_pence::bigint,
    (SELECT d.id FROM safer.decision AS d WHERE d.id = :decision::uuid), :tranches::jsonb, :conditions::jsonb,
    :returns::jsonb, :note::text, :if_match::integer) AS c (object)
WHERE c.object IS NOT NULL;
