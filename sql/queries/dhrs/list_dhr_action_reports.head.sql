-- Whether the caller sees the action: no row, no such thing.
SELECT true AS _visible, true AS _restricted
FROM safer.dhr_action AS a
WHERE a.id = :dhr_action::uuid;
