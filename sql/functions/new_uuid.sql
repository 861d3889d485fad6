-- A UUIDv7 (RFC 9562): milliseconds since 1970 in front, random behind.
CREATE FUNCTION safer.new_uuid()
RETURNS uuid
LANGUAGE sql
VOLATILE
RETURN encode(
    set_bit(set_bit(
        overlay(uuid_send(gen_random_uuid())
            PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3)
            FROM 1 FOR 6),
        52, 1), 53, 1),
    'hex')::uuid;
