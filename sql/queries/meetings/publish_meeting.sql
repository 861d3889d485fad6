-- Publishes notice of a meeting, its agenda or its minutes; no row when there is none to see.
SELECT p.object, p.before
FROM safer.publish_meeting(:meeting::uuid, :what::text, :published_on::date, :if_match::integer) AS p;
