-- Applies the retention rules to so many rows of each as are done at once: how many they were, and of which rules.
-- $1 today, or NULL for the date in Europe/London
SELECT coalesce(sum(r.affected), 0) AS affected,
    string_agg(format('%s: %s', r.rule, r.affected), ', ' ORDER BY r.rule) AS rules
FROM set_config('safer.today', coalesce($1::text, ''), true) AS t (today)
CROSS JOIN LATERAL safer.apply_retention(coalesce(nullif(t.today, '')::date, safer.today())) AS r;
