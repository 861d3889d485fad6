-- Says whether a return will do; no row when the caller does not follow the award.
SELECT d.object, d.before
FROM safer.decide_monitoring_return(:return::uuid, :outcome::text, :reason::text, :if_match::integer) AS d;
