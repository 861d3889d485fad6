-- Reports on a quarter, as they were issued.

-- One report: what the partnership gets of it. number counts all that were ever issued; one that corrects another has
-- the same quarter, and the latest of a quarter is the one that holds.
CREATE TABLE safer.report (
    id uuid CONSTRAINT report_pkey PRIMARY KEY,
    quarter text NOT NULL,
    number integer NOT NULL,
    corrects integer CONSTRAINT report_corrects_fkey REFERENCES safer.report (number),
    partner text NOT NULL CONSTRAINT report_partner_fkey REFERENCES safer.partner (id),
    issued_at timestamptz NOT NULL,
    note text,
    summary json NOT NULL,
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT report_number_once UNIQUE (number),
    CONSTRAINT report_corrected_once UNIQUE (corrects),
    CONSTRAINT report_number_positive CHECK (number > 0),
    CONSTRAINT report_corrects_an_earlier CHECK (corrects < number),
    CONSTRAINT report_quarter_shape CHECK (
        quarter ~ '^[12][0-9]{3}/[0-9]{2}-Q[1-4]$'
        AND (substr(quarter, 1, 4)::integer + 1) % 100 = substr(quarter, 6, 2)::integer),
    CONSTRAINT report_note_length CHECK (char_length(note) BETWEEN 1 AND 2000)
);

CREATE INDEX report_by_quarter ON safer.report (quarter, number);

-- What the Working Group gets of it, which fewer may see.
CREATE TABLE safer.report_detail (
    report uuid CONSTRAINT report_detail_pkey PRIMARY KEY
        CONSTRAINT report_detail_report_fkey REFERENCES safer.report (id),
    body json NOT NULL,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id()
);

ALTER TABLE safer.report ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.report FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.report_detail ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.report_detail FORCE ROW LEVEL SECURITY;
