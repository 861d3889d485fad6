-- One version of what is asked of reviews.
SELECT r.*
FROM api.dhr_clock_rules AS r
WHERE r.id = :dhr_clock_rule::text;
