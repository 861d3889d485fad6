-- Changes an item: what is given is set, what is named in clears is emptied, all else stays.
SELECT c.object, c.before
FROM safer.change_item(:item::uuid, jsonb_build_object('ref', :ref::text, 'title', :title::text, 'kind', :kind::text,
        'place', :place::integer, 'description', :description::text, 'note', :note::text,
        'public_interest', :public_interest::text, 'public_title', :public_title::text, 'marking', :marking::text,
        'verbal', :verbal::boolean, 'page_from', :page_from::integer, 'page_to', :page_to::integer,
        'external_system', :external_system::text, 'external_id', :external_id::text, 'url', :url::text),
    :clears::jsonb, :if_match::integer) AS c;
