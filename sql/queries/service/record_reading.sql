-- Writes down that the caller was shown what is restricted.
-- $1 event id, $2 operation, $3 object (or NULL), $4 what was asked for (json)
SELECT safer.record_reading($1::uuid, $2::text, $3::text, $4::json);
