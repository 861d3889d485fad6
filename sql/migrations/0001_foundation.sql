-- Partners, funds and the agreements that say who pays what into them.

-- Rule functions belong to safer_rules; to be given one it must be able to create in the schema.
GRANT USAGE, CREATE ON SCHEMA safer TO safer_rules;

-- A function may be called by those it is granted to, and by nobody else.
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

CREATE TABLE safer.partner (
    id text CONSTRAINT partner_pkey PRIMARY KEY,
    name text NOT NULL,
    kind text NOT NULL,
    from_on date,
    to_on date,
    note text,
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT partner_id_slug CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(id) <= 63),
    CONSTRAINT partner_name_length CHECK (char_length(name) BETWEEN 1 AND 200),
    CONSTRAINT partner_kind_known CHECK (kind IN ('constituent', 'responsible-authority', 'district', 'csp',
        'cooperating', 'commissioner', 'outside')),
    CONSTRAINT partner_dates_ordered CHECK (to_on >= from_on),
    CONSTRAINT partner_note_length CHECK (char_length(note) BETWEEN 1 AND 2000)
);

CREATE TABLE safer.fund (
    id text CONSTRAINT fund_pkey PRIMARY KEY,
    name text NOT NULL,
    host text NOT NULL CONSTRAINT fund_host_fkey REFERENCES safer.partner (id),
    rolls_forward boolean NOT NULL,
    note text,
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT fund_id_slug CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(id) <= 63),
    CONSTRAINT fund_name_length CHECK (char_length(name) BETWEEN 1 AND 200),
    CONSTRAINT fund_note_length CHECK (char_length(note) BETWEEN 1 AND 2000)
);

-- Contributors a fund names itself, where no agreement does.
CREATE TABLE safer.fund_contributor (
    fund text NOT NULL CONSTRAINT fund_contributor_fund_fkey REFERENCES safer.fund (id),
    partner text NOT NULL CONSTRAINT fund_contributor_partner_fkey REFERENCES safer.partner (id),
    from_on date NOT NULL,
    to_on date,
    CONSTRAINT fund_contributor_pkey PRIMARY KEY (fund, partner, from_on),
    CONSTRAINT fund_contributor_dates_ordered CHECK (to_on >= from_on)
);

CREATE INDEX fund_contributor_by_partner ON safer.fund_contributor (partner);

CREATE TABLE safer.agreement (
    id text CONSTRAINT agreement_pkey PRIMARY KEY,
    title text NOT NULL,
    kind text NOT NULL DEFAULT 'memorandum',
    fund text NOT NULL CONSTRAINT agreement_fund_fkey REFERENCES safer.fund (id),
    starts_on date NOT NULL,
    ends_on date NOT NULL,
    succeeds text CONSTRAINT agreement_succeeds_fkey REFERENCES safer.agreement (id),
    notice_months integer NOT NULL DEFAULT 6,
    meeting_interval_months integer NOT NULL DEFAULT 2,
    formal_report_on date,
    public boolean NOT NULL DEFAULT false,
    note text,
    created_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT agreement_fund_key UNIQUE (id, fund),
    CONSTRAINT agreement_succeeded_once UNIQUE (succeeds),
    CONSTRAINT agreement_id_slug CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(id) <= 63),
    CONSTRAINT agreement_title_length CHECK (char_length(title) BETWEEN 1 AND 200),
    CONSTRAINT agreement_kind_known CHECK (kind IN ('memorandum')),
    CONSTRAINT agreement_term_ordered CHECK (ends_on >= starts_on),
    CONSTRAINT agreement_term_sane CHECK (starts_on >= date '2000-01-01' AND ends_on <= date '2100-12-31'),
    CONSTRAINT agreement_succeeds_another CHECK (succeeds <> id),
    CONSTRAINT agreement_notice_sane CHECK (notice_months BETWEEN 0 AND 60),
    CONSTRAINT agreement_meeting_interval_sane CHECK (meeting_interval_months BETWEEN 1 AND 24),
    CONSTRAINT agreement_formal_report_sane CHECK (
        formal_report_on BETWEEN date '2000-01-01' AND date '2100-12-31'),
    CONSTRAINT agreement_note_length CHECK (char_length(note) BETWEEN 1 AND 2000)
);

CREATE INDEX agreement_by_fund ON safer.agreement (fund, starts_on);

CREATE TABLE safer.agreement_party (
    agreement text NOT NULL CONSTRAINT agreement_party_agreement_fkey REFERENCES safer.agreement (id),
    partner text NOT NULL CONSTRAINT agreement_party_partner_fkey REFERENCES safer.partner (id),
    signed_on date,
    CONSTRAINT agreement_party_pkey PRIMARY KEY (agreement, partner)
);

CREATE INDEX agreement_party_by_partner ON safer.agreement_party (partner);

-- What each party pays at the least for a financial year, and by when. A year of a fund is covered once.
CREATE TABLE safer.agreement_minimum (
    agreement text NOT NULL,
    fund text NOT NULL,
    financial_year text NOT NULL,
    amount_pence bigint NOT NULL,
    due_on date NOT NULL,
    note text,
    CONSTRAINT agreement_minimum_pkey PRIMARY KEY (agreement, financial_year),
    CONSTRAINT agreement_minimum_agreement_fkey FOREIGN KEY (agreement, fund)
        REFERENCES safer.agreement (id, fund),
    CONSTRAINT agreement_minimum_year_once UNIQUE (fund, financial_year),
    CONSTRAINT agreement_minimum_year_shape CHECK (
        CASE WHEN financial_year ~ '^[0-9]{4}/[0-9]{2}$'
            THEN right(financial_year, 2)::integer = (left(financial_year, 4)::integer + 1) % 100
            ELSE false END),
    CONSTRAINT agreement_minimum_amount_positive CHECK (amount_pence > 0),
    CONSTRAINT agreement_minimum_amount_sane CHECK (amount_pence <= 1000000000000),
    CONSTRAINT agreement_minimum_due_in_year CHECK (
        due_on BETWEEN make_date(left(financial_year, 4)::integer, 4, 1)
            AND make_date(left(financial_year, 4)::integer + 1, 3, 31)),
    CONSTRAINT agreement_minimum_note_length CHECK (char_length(note) BETWEEN 1 AND 500)
);

CREATE TABLE safer.agreement_review (
    agreement text NOT NULL CONSTRAINT agreement_review_agreement_fkey REFERENCES safer.agreement (id),
    review_on date NOT NULL,
    CONSTRAINT agreement_review_pkey PRIMARY KEY (agreement, review_on)
);

ALTER TABLE safer.partner ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.partner FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.fund ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.fund FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.fund_contributor ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.fund_contributor FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.agreement ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.agreement FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.agreement_party ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.agreement_party FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.agreement_minimum ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.agreement_minimum FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.agreement_review ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.agreement_review FORCE ROW LEVEL SECURITY;
