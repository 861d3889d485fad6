-- Says that a priority links to a plan; no row when there is no such priority to see.
SELECT l.object, l.before
FROM safer.link_priority_plan(:priority::text, :plan::text, :note::text) AS l;
