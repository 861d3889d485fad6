-- Opens a restricted item; no row when there is none to see.
SELECT r.object, r.before
FROM safer.release_item(:item::uuid, :if_match::integer) AS r;
