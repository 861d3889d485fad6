-- Changes a minute: what is given is set, what is named in clears is emptied, all else stays.
SELECT c.object, c.before
FROM safer.change_minute(:minute::uuid, jsonb_build_object('title', :title::text, 'text', :text::text,
        'item', :item::uuid, 'restricted', :restricted::boolean, 'exempt_ground', :exempt_ground::text,
        'public_interest', :public_interest::text), :clears::jsonb, :if_match::integer) AS c;
