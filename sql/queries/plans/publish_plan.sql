-- Says that a draft plan is published; no row when there is no such plan to see.
SELECT p.object, p.before
FROM safer.publish_plan(:plan::text, :source::text, :if_match::integer) AS p;
