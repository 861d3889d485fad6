-- Puts the file that was staged in place of the one the paper has.
SELECT f.object, f.before
FROM safer.put_paper_file(:paper::uuid, :load_filename::text, :load_type::text, :load_sha256::text,
    :load_bytes::bigint, :if_match::integer) AS f;
