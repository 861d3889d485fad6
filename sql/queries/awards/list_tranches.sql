-- The parts in which an award is paid, in order.
SELECT t.*
FROM api.award_tranches AS t
WHERE t.award = :award::uuid
ORDER BY t.place;
