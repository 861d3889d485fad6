-- Schedules a meeting of a body.
SELECT safer.create_meeting(:new_id::uuid, jsonb_build_object('body', :body::text, 'starts_at', :starts_at::timestamptz,
        'ends_at', :ends_at::timestamptz, 'place', :place::text, 'external_system', :external_system::text,
        'external_id', :external_id::text, 'url', :url::text, 'source', :source::text, 'note', :note::text)) AS object,
    NULL::json AS before;
