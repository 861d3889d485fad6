-- Restricts an item; no row when there is none to see.
SELECT r.object, r.before
FROM safer.restrict_item(:item::uuid, :exempt_ground::text, :public_interest::text, :public_title::text,
        :if_match::integer) AS r;
