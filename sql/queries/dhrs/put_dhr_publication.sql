-- Says what the public is told of a review; no row when there is none to know of.
SELECT p.object, p.before
FROM safer.put_dhr_publication(:dhr::uuid, jsonb_build_object('title', :title::text,
        'summary', :summary::text, 'url', :url::text, 'partnership', :partnership::text,
        'shown_until', :shown_until::date),
    coalesce(:lessons::jsonb, '[]'), coalesce(:recommendations::jsonb, '[]'), :name_marks::jsonb, :name_key::text,
    :if_match::integer) AS p;
