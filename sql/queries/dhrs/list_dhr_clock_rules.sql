-- What is asked of reviews, by the day they are notified.
SELECT r.*
FROM api.dhr_clock_rules AS r
ORDER BY r.from_on;
