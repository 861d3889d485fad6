-- Applies the retention rules to so many rows of each as are done at once: how many they were, and of which rules.
-- $1 today, or NULL for the date in Europe/London
SELECT coalesce(sum(r.affected), 0) AS affected,
    string_agg(format('%s: %s', r.rule, r.affected), ', ' ORDER BY r.rule) AS rules
FROM safer.apply_retention(coalesce($1::date, safer.today())) AS r;
