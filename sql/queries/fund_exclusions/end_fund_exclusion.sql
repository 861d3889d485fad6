-- Ends an exclusion; no row when there is none to see.
SELECT e.object, e.before
FROM safer.end_fund_exclusion(:exclusion::uuid, :to_on::date, :if_match::integer) AS e;
