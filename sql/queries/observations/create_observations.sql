-- Keeps the observations that were staged, all of them or none, as one load.
SELECT safer.load_observations(:new_id::uuid, :load_form::text, :load_filename::text, :load_sha256::text,
    :load_bytes::bigint, coalesce(:dry_run::boolean, false)) AS object, NULL::json AS before;
