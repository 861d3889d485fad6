-- Takes back what was said about a series.
SELECT w.object, w.before
FROM safer.withdraw_annotation(:indicator::text, :annotation::uuid, :reason::text, :if_match::integer) AS w;
