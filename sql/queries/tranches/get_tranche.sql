-- One tranche, and how it stands.
SELECT t.*
FROM api.award_tranches AS t
WHERE t.id = :tranche::uuid;
