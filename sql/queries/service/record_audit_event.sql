-- Writes down what the caller did.
-- $1 event id, $2 operation, $3 object, $4 before (json or NULL), $5 after (json or NULL)
SELECT safer.record_audit_event($1::uuid, $2::text, $3::text, $4::json, $5::json);
