-- Brings a meeting up to date with its published agenda, which is staged; no row when there is no such body.
SELECT i.object, i.before
FROM safer.import_agenda(:new_id::uuid, :body::text, :load_form::text, :load_filename::text, :load_sha256::text,
    :load_bytes::bigint, jsonb_build_object('external_system', :external_system::text,
        'external_id', :external_id::text, 'starts_at', :starts_at::text, 'ends_at', :ends_at::text,
        'place', :place::text, 'url', :url::text), :published_on::date) AS i;
