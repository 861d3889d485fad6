-- Confirms that a contribution has arrived at the fund's bank; triggers say who may and when.
WITH held AS MATERIALIZED (
    SELECT safer.hold_contribution(:contribution::uuid) AS before
)
UPDATE safer.contribution AS c
SET confirmed_on = :confirmed_on::date,
    bank_reference = :bank_reference::text,
    version = coalesce(:if_match::integer, c.version)
FROM held AS h
WHERE c.id = :contribution::uuid
    AND h.before IS NOT NULL
RETURNING c.id::text AS object, h.before;
