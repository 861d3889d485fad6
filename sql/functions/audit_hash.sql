-- The hash that seals an audit event: over the hash before it and everything about the event that stays.
CREATE FUNCTION safer.audit_hash(previous bytea, sequence bigint, event safer.audit_event)
RETURNS bytea
LANGUAGE sql
IMMUTABLE
RETURN sha256(previous || convert_to(json_build_array(sequence, event.id, extract(epoch FROM event.recorded_at),
    event.issuer, event.client, event.partner, event.operation, event.object, event.request_id, event.marking,
    encode(event.detail_sha256, 'hex'))::text, 'UTF8'));
