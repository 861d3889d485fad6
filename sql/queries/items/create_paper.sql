-- Adds a paper to an item; no row when there is no such item to see.
SELECT c.object, NULL::json AS before
FROM safer.create_paper(:new_id::uuid, :item::uuid, jsonb_build_object('title', :title::text, 'place', :place::integer,
        'restricted', :restricted::boolean, 'exempt_ground', :exempt_ground::text,
        'public_interest', :public_interest::text, 'public_title', :public_title::text,
        'classification', :classification::text, 'author_offices', :author_offices::jsonb, 'summary', :summary::text,
        'text', :text::text, 'url', :url::text), :recommendations::jsonb) AS c (object)
WHERE c.object IS NOT NULL;
