-- Changes a paper: what is given is set, what is named in clears is emptied, all else stays.
SELECT c.object, c.before
FROM safer.change_paper(:paper::uuid, jsonb_build_object('title', :title::text, 'place', :place::integer,
        'restricted', :restricted::boolean, 'exempt_ground', :exempt_ground::text,
        'public_interest', :public_interest::text, 'public_title', :public_title::text,
        'classification', :classification::text, 'author_offices', :author_offices::jsonb, 'summary', :summary::text,
        'text', :text::text, 'url', :url::text), :recommendations::jsonb, :clears::jsonb, :if_match::integer) AS c;
