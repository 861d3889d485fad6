-- What became of an agenda that was brought from where it is published: of the meeting, and of each item and paper. It
-- names them, and tells nothing of what they say. restricted: something in it was not for publication.
CREATE TABLE safer.agenda_import (
    id uuid CONSTRAINT agenda_import_pkey PRIMARY KEY,
    body text NOT NULL,
    meeting uuid NOT NULL,
    became text NOT NULL,
    changed text[] NOT NULL DEFAULT '{}',
    published_on date,
    details jsonb NOT NULL,
    restricted boolean NOT NULL,
    form text NOT NULL,
    filename text,
    sha256 text NOT NULL,
    bytes bigint NOT NULL,
    partner text NOT NULL CONSTRAINT agenda_import_partner_fkey REFERENCES safer.partner (id),
    client text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT agenda_import_meeting_fkey FOREIGN KEY (meeting, body) REFERENCES safer.meeting (id, body),
    CONSTRAINT agenda_import_became_known CHECK (became IN ('created', 'changed', 'unchanged')),
    CONSTRAINT agenda_import_changed_whole CHECK ((became = 'changed') = (changed <> '{}')),
    CONSTRAINT agenda_import_published_on_sane CHECK (published_on BETWEEN date '1990-01-01' AND date '2100-12-31'),
    CONSTRAINT agenda_import_details_list CHECK (jsonb_typeof(details) = 'array'),
    CONSTRAINT agenda_import_form_known CHECK (form IN ('json', 'csv')),
    CONSTRAINT agenda_import_filename_length CHECK (char_length(filename) BETWEEN 1 AND 255),
    CONSTRAINT agenda_import_sha256_shape CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    CONSTRAINT agenda_import_bytes_sane CHECK (bytes >= 0),
    CONSTRAINT agenda_import_client_length CHECK (char_length(client) BETWEEN 1 AND 500)
);

ALTER TABLE safer.agenda_import ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.agenda_import FORCE ROW LEVEL SECURITY;
