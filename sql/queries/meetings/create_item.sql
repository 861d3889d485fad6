-- Puts an item on the agenda of a meeting; no row when there is no such meeting to see.
SELECT c.object, NULL::json AS before
FROM safer.create_item(:new_id::uuid, :meeting::uuid, jsonb_build_object('ref', :ref::text, 'title', :title::text,
        'kind', :kind::text, 'place', :place::integer, 'description', :description::text, 'note', :note::text,
        'restricted', :restricted::boolean, 'exempt_ground', :exempt_ground::text,
        'public_interest', :public_interest::text, 'public_title', :public_title::text, 'marking', :marking::text,
        'verbal', :verbal::boolean, 'page_from', :page_from::integer, 'page_to', :page_to::integer,
        'follow_up', :follow_up::uuid, 'external_system', :external_system::text, 'external_id', :external_id::text,
        'url', :url::text)) AS c (object)
WHERE c.object IS NOT NULL;
