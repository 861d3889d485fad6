-- Changes what is said of a meeting; no row when there is none to see.
SELECT c.object, c.before
FROM safer.change_meeting(:meeting::uuid, jsonb_build_object('starts_at', :starts_at::timestamptz,
        'ends_at', :ends_at::timestamptz, 'place', :place::text, 'external_system', :external_system::text,
        'external_id', :external_id::text, 'url', :url::text, 'source', :source::text, 'note', :note::text),
    :if_match::integer) AS c;
