-- Posts of the joint team: not their holders. What a post is holds from a day on, until its next term begins.

CREATE TABLE safer.post (
    id text CONSTRAINT post_pkey PRIMARY KEY,
    employer text NOT NULL CONSTRAINT post_employer_fkey REFERENCES safer.partner (id),
    place integer NOT NULL DEFAULT 1000,
    note text,
    created_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT post_id_slug CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(id) <= 63),
    CONSTRAINT post_place_sane CHECK (place BETWEEN 0 AND 1000000),
    CONSTRAINT post_note_length CHECK (char_length(note) BETWEEN 1 AND 2000)
);

CREATE INDEX post_by_employer ON safer.post (employer, id);

-- A post that a fund pays names the fund, what it costs a year and for how long it is funded; to_on is the last day
-- of a post that ends. The funding ends with the agreement it stands under, if that is earlier.
CREATE TABLE safer.post_term (
    post text NOT NULL CONSTRAINT post_term_post_fkey REFERENCES safer.post (id),
    from_on date NOT NULL,
    to_on date,
    title text NOT NULL,
    headcount integer NOT NULL DEFAULT 1,
    host text NOT NULL CONSTRAINT post_term_host_fkey REFERENCES safer.partner (id),
    placement text NOT NULL,
    phase integer,
    contract text,
    filled boolean,
    funding text NOT NULL,
    fund text CONSTRAINT post_term_fund_fkey REFERENCES safer.fund (id),
    agreement text CONSTRAINT post_term_agreement_fkey REFERENCES safer.agreement (id),
    annual_cost_pence bigint,
    funded_from date,
    funded_months integer,
    note text,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT post_term_pkey PRIMARY KEY (post, from_on),
    CONSTRAINT post_term_dates_ordered CHECK (to_on >= from_on),
    CONSTRAINT post_term_dates_sane CHECK (from_on >= date '2000-01-01' AND to_on <= date '2100-12-31'),
    CONSTRAINT post_term_title_length CHECK (char_length(title) BETWEEN 1 AND 200),
    CONSTRAINT post_term_headcount_sane CHECK (headcount BETWEEN 1 AND 1000),
    CONSTRAINT post_term_placement_known CHECK (placement IN ('senior-management', 'team', 'co-located')),
    CONSTRAINT post_term_phase_known CHECK (phase IN (1, 2)),
    CONSTRAINT post_term_contract_known CHECK (contract IN ('permanent', 'fixed-term')),
    CONSTRAINT post_term_funding_known CHECK (funding IN ('joint', 'partner')),
    CONSTRAINT post_term_fund_when_joint CHECK (fund IS NULL OR funding = 'joint'),
    CONSTRAINT post_term_funded_whole CHECK (
        (fund IS NULL) = (annual_cost_pence IS NULL) AND (fund IS NULL) = (funded_from IS NULL)
        AND (fund IS NULL) = (funded_months IS NULL)),
    CONSTRAINT post_term_agreement_when_funded CHECK (agreement IS NULL OR fund IS NOT NULL),
    CONSTRAINT post_term_cost_sane CHECK (annual_cost_pence BETWEEN 1 AND 1000000000000),
    CONSTRAINT post_term_funded_from_sane CHECK (
        funded_from BETWEEN date '2000-01-01' AND date '2100-12-31'),
    CONSTRAINT post_term_funded_months_sane CHECK (funded_months BETWEEN 1 AND 600),
    CONSTRAINT post_term_note_length CHECK (char_length(note) BETWEEN 1 AND 2000)
);

CREATE INDEX post_term_by_fund ON safer.post_term (fund, post) WHERE fund IS NOT NULL;

ALTER TABLE safer.post ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.post FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.post_term ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.post_term FORCE ROW LEVEL SECURITY;
