-- Says whether a condition is met; no row when the caller does not follow the award.
SELECT d.object, d.before
FROM safer.decide_award_condition(:condition::uuid, :outcome::text, :decided_on::date, :note::text) AS d;
