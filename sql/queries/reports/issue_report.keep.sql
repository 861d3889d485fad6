-- Keeps a report as it was composed.
SELECT safer.keep_report(:new_id::uuid, :quarter::text, :corrects::integer, :note::text, :composed::json) AS object,
    NULL::json AS before;
