-- Reverses a transfer; triggers say who may and when.
WITH held AS MATERIALIZED (
    SELECT safer.hold_transfer(:transfer::uuid) AS before
)
UPDATE safer.transfer AS t
SET reversed_at = now(),
    reversal_reason = :reason::text,
    version = coalesce(:if_match::integer, t.version)
FROM held AS h
WHERE t.id = :transfer::uuid
    AND h.before IS NOT NULL
RETURNING t.id::text AS object, h.before;
