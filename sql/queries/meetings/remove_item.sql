-- Takes a draft of an item off the agenda; no row when there is none to see.
SELECT r.object, r.before
FROM safer.remove_item(:meeting::uuid, :item::uuid, :if_match::integer) AS r;
