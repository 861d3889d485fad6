-- What the service keeps for itself: replies to keyed requests, and the record of who did what.

CREATE TABLE safer.idempotency_key (
    issuer text NOT NULL,
    client text NOT NULL,
    operation text NOT NULL,
    key text NOT NULL,
    request_sha256 text NOT NULL,
    status integer,
    location text,
    body text,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT idempotency_key_pkey PRIMARY KEY (issuer, client, operation, key),
    CONSTRAINT idempotency_key_length CHECK (char_length(key) BETWEEN 1 AND 255),
    CONSTRAINT idempotency_key_digest CHECK (request_sha256 ~ '^[0-9a-f]{64}$'),
    CONSTRAINT idempotency_key_success CHECK (status BETWEEN 200 AND 299)
);

CREATE INDEX idempotency_key_by_age ON safer.idempotency_key (created_at);

-- The details (subject, before, after) can be erased with their salt; their digest, and so the chain, stays.
CREATE TABLE safer.audit_event (
    id uuid CONSTRAINT audit_event_pkey PRIMARY KEY,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    issuer text,
    client text,
    subject text,
    partner text,
    operation text NOT NULL,
    object text,
    request_id text,
    marking text,
    before json,
    after json,
    detail_salt uuid DEFAULT gen_random_uuid(),
    detail_sha256 bytea NOT NULL,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT audit_event_digest_length CHECK (octet_length(detail_sha256) = 32),
    CONSTRAINT audit_event_erased_whole CHECK (
        detail_salt IS NOT NULL OR (subject IS NULL AND before IS NULL AND after IS NULL))
);

CREATE INDEX audit_event_by_partner ON safer.audit_event (partner, id);
CREATE INDEX audit_event_by_object ON safer.audit_event (object);
CREATE INDEX audit_event_by_writer ON safer.audit_event (written_by);

-- The hash chain over audit events, made behind the requests.
CREATE TABLE safer.audit_seal (
    sequence bigint CONSTRAINT audit_seal_pkey PRIMARY KEY,
    event uuid NOT NULL CONSTRAINT audit_seal_event_fkey REFERENCES safer.audit_event (id),
    previous bytea NOT NULL,
    hash bytea NOT NULL,
    sealed_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT audit_seal_event_once UNIQUE (event),
    CONSTRAINT audit_seal_sequence_positive CHECK (sequence > 0),
    CONSTRAINT audit_seal_hash_length CHECK (octet_length(previous) = 32 AND octet_length(hash) = 32)
);

ALTER TABLE safer.idempotency_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.idempotency_key FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.audit_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.audit_event FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.audit_seal ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.audit_seal FORCE ROW LEVEL SECURITY;
