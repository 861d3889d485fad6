-- Grants: a round offers money of a fund for projects; who bids says for what and how much; an award is paid in
-- tranches that sum to it, while its conditions are met and its returns come in; what is not spent comes back.

CREATE TABLE safer.grant_round (
    id text CONSTRAINT grant_round_pkey PRIMARY KEY,
    title text NOT NULL,
    fund text NOT NULL CONSTRAINT grant_round_fund_fkey REFERENCES safer.fund (id),
    funder text CONSTRAINT grant_round_funder_fkey REFERENCES safer.partner (id),
    body text CONSTRAINT grant_round_body_fkey REFERENCES safer.body (id),
    amount_pence bigint NOT NULL,
    opens_on date,
    closes_on date,
    public boolean NOT NULL DEFAULT false,
    url text,
    source text,
    note text,
    created_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT grant_round_id_fund_once UNIQUE (id, fund),
    CONSTRAINT grant_round_id_slug CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(id) <= 63),
    CONSTRAINT grant_round_title_length CHECK (char_length(title) BETWEEN 1 AND 200),
    CONSTRAINT grant_round_amount_sane CHECK (amount_pence BETWEEN 1 AND 1000000000000),
    CONSTRAINT grant_round_dates_whole CHECK ((opens_on IS NULL) = (closes_on IS NULL)),
    CONSTRAINT grant_round_dates_printed CHECK (opens_on IS NOT NULL OR source IS NOT NULL),
    CONSTRAINT grant_round_dates_ordered CHECK (closes_on >= opens_on),
    CONSTRAINT grant_round_dates_sane CHECK (opens_on >= date '1998-01-01' AND closes_on <= date '2100-12-31'),
    CONSTRAINT grant_round_url_shape CHECK (url ~ '^https?://' AND char_length(url) <= 1000),
    CONSTRAINT grant_round_source_length CHECK (char_length(source) BETWEEN 1 AND 200),
    CONSTRAINT grant_round_note_length CHECK (char_length(note) BETWEEN 1 AND 2000)
);

CREATE INDEX grant_round_by_fund ON safer.grant_round (fund, id);

-- What a bid has to answer, in the order of the form.
CREATE TABLE safer.criterion (
    round text NOT NULL CONSTRAINT criterion_round_fkey REFERENCES safer.grant_round (id),
    id text NOT NULL,
    place integer NOT NULL,
    text text NOT NULL,
    required boolean NOT NULL DEFAULT true,
    CONSTRAINT criterion_pkey PRIMARY KEY (round, id),
    CONSTRAINT criterion_place_once UNIQUE (round, place),
    CONSTRAINT criterion_id_slug CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(id) <= 63),
    CONSTRAINT criterion_place_sane CHECK (place BETWEEN 1 AND 99),
    CONSTRAINT criterion_text_length CHECK (char_length(text) BETWEEN 1 AND 1000)
);

CREATE TABLE safer.bid (
    id uuid CONSTRAINT bid_pkey PRIMARY KEY,
    round text NOT NULL CONSTRAINT bid_round_fkey REFERENCES safer.grant_round (id),
    project text NOT NULL CONSTRAINT bid_project_fkey REFERENCES safer.project (id),
    bidder text NOT NULL CONSTRAINT bid_bidder_fkey REFERENCES safer.partner (id),
    amount_pence bigint NOT NULL,
    match_cash_pence bigint NOT NULL DEFAULT 0,
    match_kind_pence bigint NOT NULL DEFAULT 0,
    objectives text NOT NULL,
    starts_on date,
    ends_on date,
    state text NOT NULL DEFAULT 'submitted',
    decided_because text,
    decided_on date,
    decision uuid CONSTRAINT bid_decision_fkey REFERENCES safer.decision (id),
    submitted_on date NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT bid_id_round_once UNIQUE (id, round, project),
    CONSTRAINT bid_amount_sane CHECK (amount_pence BETWEEN 1 AND 1000000000000),
    CONSTRAINT bid_match_sane CHECK (
        match_cash_pence BETWEEN 0 AND 1000000000000 AND match_kind_pence BETWEEN 0 AND 1000000000000),
    CONSTRAINT bid_objectives_length CHECK (char_length(objectives) BETWEEN 1 AND 10000),
    CONSTRAINT bid_dates_ordered CHECK (ends_on >= starts_on),
    CONSTRAINT bid_dates_sane CHECK (
        coalesce(starts_on, ends_on) >= date '1998-01-01' AND coalesce(ends_on, starts_on) <= date '2100-12-31'),
    CONSTRAINT bid_state_known CHECK (state IN ('submitted', 'withdrawn', 'rejected', 'awarded')),
    CONSTRAINT bid_decided_says_why CHECK (
        CASE state WHEN 'submitted' THEN decided_because IS NULL WHEN 'rejected' THEN decided_because IS NOT NULL
            ELSE true END),
    CONSTRAINT bid_decided_whole CHECK ((decided_on IS NULL) = (state = 'submitted')),
    CONSTRAINT bid_decision_when_decided CHECK (decision IS NULL OR state IN ('rejected', 'awarded')),
    CONSTRAINT bid_decided_because_length CHECK (char_length(decided_because) BETWEEN 1 AND 2000),
    CONSTRAINT bid_submitted_on_sane CHECK (submitted_on BETWEEN date '1998-01-01' AND date '2100-12-31')
);

CREATE INDEX bid_by_round ON safer.bid (round, state, id);
CREATE INDEX bid_by_bidder ON safer.bid (bidder, id);
CREATE INDEX bid_by_project ON safer.bid (project, id);
CREATE UNIQUE INDEX bid_project_once ON safer.bid (round, project) WHERE state = 'submitted';

CREATE INDEX bid_by_trigram ON safer.bid USING gin (objectives trgm.gin_trgm_ops);

CREATE TABLE safer.bid_answer (
    bid uuid NOT NULL,
    round text NOT NULL,
    project text NOT NULL,
    criterion text NOT NULL,
    text text NOT NULL,
    CONSTRAINT bid_answer_pkey PRIMARY KEY (bid, criterion),
    CONSTRAINT bid_answer_bid_fkey FOREIGN KEY (bid, round, project) REFERENCES safer.bid (id, round, project),
    CONSTRAINT bid_answer_criterion_fkey FOREIGN KEY (round, criterion) REFERENCES safer.criterion (round, id),
    CONSTRAINT bid_answer_text_length CHECK (char_length(text) BETWEEN 1 AND 10000)
);

-- What a project was given in a round, and the purpose of the fund it is spent on. Published ones name no
-- bid, no decision, and no recipient where none is printed. What was paid and what came back are the sums of its
-- tranches and refunds, which safer.count_award keeps.
CREATE TABLE safer.award (
    id uuid CONSTRAINT award_pkey PRIMARY KEY,
    round text NOT NULL,
    fund text NOT NULL,
    purpose text NOT NULL,
    project text NOT NULL CONSTRAINT award_project_fkey REFERENCES safer.project (id),
    bid uuid CONSTRAINT award_bid_once UNIQUE,
    recipient text CONSTRAINT award_recipient_fkey REFERENCES safer.partner (id),
    amount_pence bigint NOT NULL,
    decision uuid CONSTRAINT award_decision_fkey REFERENCES safer.decision (id),
    awarded_on date,
    state text NOT NULL DEFAULT 'active',
    paid_pence bigint NOT NULL DEFAULT 0,
    returned_pence bigint NOT NULL DEFAULT 0,
    completed_on date,
    withdrawn_because text,
    withdrawn_on date,
    source text,
    note text,
    created_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT award_round_fkey FOREIGN KEY (round, fund) REFERENCES safer.grant_round (id, fund),
    CONSTRAINT award_purpose_fkey FOREIGN KEY (fund, purpose) REFERENCES safer.purpose (fund, id),
    CONSTRAINT award_bid_fkey FOREIGN KEY (bid, round, project) REFERENCES safer.bid (id, round, project),
    CONSTRAINT award_amount_sane CHECK (amount_pence BETWEEN 1 AND 1000000000000),
    CONSTRAINT award_decided CHECK (
        source IS NOT NULL OR num_nulls(bid, recipient, decision, awarded_on) = 0),
    CONSTRAINT award_awarded_on_sane CHECK (awarded_on BETWEEN date '1998-01-01' AND date '2100-12-31'),
    CONSTRAINT award_state_known CHECK (state IN ('active', 'complete', 'withdrawn')),
    CONSTRAINT award_paid_within CHECK (paid_pence BETWEEN 0 AND amount_pence),
    CONSTRAINT award_returned_within CHECK (returned_pence BETWEEN 0 AND paid_pence),
    CONSTRAINT award_completed_whole CHECK ((completed_on IS NOT NULL) = (state = 'complete')),
    CONSTRAINT award_completed_on_sane CHECK (completed_on BETWEEN date '1998-01-01' AND date '2100-12-31'),
    CONSTRAINT award_withdrawn_whole CHECK (
        num_nonnulls(withdrawn_because, withdrawn_on) = CASE state WHEN 'withdrawn' THEN 2 ELSE 0 END),
    CONSTRAINT award_withdrawn_because_length CHECK (char_length(withdrawn_because) BETWEEN 1 AND 2000),
    CONSTRAINT award_withdrawn_on_sane CHECK (withdrawn_on BETWEEN date '1998-01-01' AND date '2100-12-31'),
    CONSTRAINT award_source_length CHECK (char_length(source) BETWEEN 1 AND 200),
    CONSTRAINT award_note_length CHECK (char_length(note) BETWEEN 1 AND 2000)
);

CREATE UNIQUE INDEX award_project_once ON safer.award (round, project) WHERE state <> 'withdrawn';
CREATE INDEX award_by_round ON safer.award (round, id);
CREATE INDEX award_by_project ON safer.award (project, id);
CREATE INDEX award_by_recipient ON safer.award (recipient, id);
CREATE INDEX award_by_state ON safer.award (state, id);
CREATE INDEX award_in_force ON safer.award (fund) WHERE state = 'active';

-- What an award asks for. One that is not met by its day, or has failed, withholds what is still to be paid; one without
-- a day is to be met before anything is.
CREATE TABLE safer.award_condition (
    id uuid CONSTRAINT award_condition_pkey PRIMARY KEY,
    award uuid NOT NULL CONSTRAINT award_condition_award_fkey REFERENCES safer.award (id),
    place integer NOT NULL,
    text text NOT NULL,
    due_on date,
    met_on date,
    failed_on date,
    note text,
    CONSTRAINT award_condition_place_once UNIQUE (award, place),
    CONSTRAINT award_condition_place_sane CHECK (place BETWEEN 1 AND 100),
    CONSTRAINT award_condition_text_length CHECK (char_length(text) BETWEEN 1 AND 2000),
    CONSTRAINT award_condition_one_end CHECK (num_nonnulls(met_on, failed_on) <= 1),
    CONSTRAINT award_condition_note_length CHECK (char_length(note) BETWEEN 1 AND 2000),
    CONSTRAINT award_condition_due_on_sane CHECK (due_on BETWEEN date '1998-01-01' AND date '2100-12-31'),
    CONSTRAINT award_condition_ended_on_sane CHECK (
        coalesce(met_on, failed_on) BETWEEN date '1998-01-01' AND date '2100-12-31')
);

-- The parts an award is paid in: together the whole of it, which safer.check_tranches sees to.
CREATE TABLE safer.tranche (
    id uuid CONSTRAINT tranche_pkey PRIMARY KEY,
    award uuid NOT NULL CONSTRAINT tranche_award_fkey REFERENCES safer.award (id),
    place integer NOT NULL,
    amount_pence bigint NOT NULL,
    due_on date NOT NULL,
    -- Set before it is posted in the same transaction, so asked at its end.
    expenditure uuid CONSTRAINT tranche_expenditure_fkey REFERENCES safer.expenditure (id)
        DEFERRABLE INITIALLY DEFERRED CONSTRAINT tranche_expenditure_once UNIQUE,
    CONSTRAINT tranche_place_once UNIQUE (award, place),
    CONSTRAINT tranche_place_sane CHECK (place BETWEEN 1 AND 9999),
    CONSTRAINT tranche_amount_sane CHECK (amount_pence BETWEEN 1 AND 1000000000000),
    CONSTRAINT tranche_due_on_sane CHECK (due_on BETWEEN date '2000-01-01' AND date '2100-12-31')
);

CREATE INDEX tranche_unpaid ON safer.tranche (award) INCLUDE (amount_pence) WHERE expenditure IS NULL;

-- What a recipient has to say by a day of what it did with the money.
CREATE TABLE safer.monitoring_return (
    id uuid CONSTRAINT monitoring_return_pkey PRIMARY KEY,
    award uuid NOT NULL CONSTRAINT monitoring_return_award_fkey REFERENCES safer.award (id),
    due_on date NOT NULL,
    state text NOT NULL DEFAULT 'due',
    received_on date,
    spent_pence bigint,
    text text,
    decided_on date,
    decided_because text,
    failures integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT monitoring_return_due_once UNIQUE (award, due_on),
    CONSTRAINT monitoring_return_failures_sane CHECK (failures BETWEEN 0 AND 1000),
    CONSTRAINT monitoring_return_state_known CHECK (state IN ('due', 'received', 'accepted', 'failed')),
    CONSTRAINT monitoring_return_received_whole CHECK (
        num_nonnulls(received_on, spent_pence, text) = CASE state WHEN 'due' THEN 0 ELSE 3 END),
    CONSTRAINT monitoring_return_decided CHECK ((decided_on IS NOT NULL) = (state IN ('accepted', 'failed'))),
    CONSTRAINT monitoring_return_failed_says_why CHECK (state <> 'failed' OR decided_because IS NOT NULL),
    CONSTRAINT monitoring_return_spent_sane CHECK (spent_pence BETWEEN 0 AND 1000000000000),
    CONSTRAINT monitoring_return_text_length CHECK (char_length(text) BETWEEN 1 AND 20000),
    CONSTRAINT monitoring_return_because_length CHECK (char_length(decided_because) BETWEEN 1 AND 2000),
    CONSTRAINT monitoring_return_due_on_sane CHECK (due_on BETWEEN date '1998-01-01' AND date '2100-12-31'),
    CONSTRAINT monitoring_return_received_on_sane CHECK (received_on BETWEEN date '1998-01-01' AND date '2100-12-31'),
    CONSTRAINT monitoring_return_decided_on_sane CHECK (decided_on BETWEEN date '1998-01-01' AND date '2100-12-31')
);

CREATE INDEX monitoring_return_by_due ON safer.monitoring_return (due_on, id);
CREATE INDEX monitoring_return_by_state ON safer.monitoring_return (state, id);

-- What of an award came back to the fund: on its ledger, as money that was not spent after all.
CREATE TABLE safer.grant_refund (
    id uuid CONSTRAINT grant_refund_pkey PRIMARY KEY,
    award uuid NOT NULL CONSTRAINT grant_refund_award_fkey REFERENCES safer.award (id),
    fund text NOT NULL CONSTRAINT grant_refund_fund_fkey REFERENCES safer.fund (id),
    purpose text NOT NULL,
    partner text NOT NULL CONSTRAINT grant_refund_partner_fkey REFERENCES safer.partner (id),
    financial_year text NOT NULL,
    amount_pence bigint NOT NULL,
    received_on date NOT NULL,
    external_reference text NOT NULL,
    reason text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    reversed_at timestamptz,
    reversal_reason text,
    version integer NOT NULL DEFAULT 1,
    state text NOT NULL GENERATED ALWAYS AS (
        CASE WHEN reversed_at IS NOT NULL THEN 'reversed' ELSE 'posted' END) STORED,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT grant_refund_purpose_fkey FOREIGN KEY (fund, purpose) REFERENCES safer.purpose (fund, id),
    CONSTRAINT grant_refund_reference_once UNIQUE (partner, external_reference),
    CONSTRAINT grant_refund_amount_sane CHECK (amount_pence BETWEEN 1 AND 1000000000000),
    CONSTRAINT grant_refund_received_on_sane CHECK (received_on BETWEEN date '2000-01-01' AND date '2100-12-31'),
    CONSTRAINT grant_refund_reference_shape CHECK (
        char_length(external_reference) BETWEEN 1 AND 100
        AND external_reference = btrim(external_reference)
        AND external_reference !~ '[\u0001-\u001f\u007f-\u009f]'),
    CONSTRAINT grant_refund_reason_length CHECK (char_length(reason) BETWEEN 1 AND 500),
    CONSTRAINT grant_refund_reversal_whole CHECK ((reversed_at IS NULL) = (reversal_reason IS NULL)),
    CONSTRAINT grant_refund_reversal_reason_length CHECK (char_length(reversal_reason) BETWEEN 1 AND 500)
);

CREATE INDEX grant_refund_by_award ON safer.grant_refund (award, id);

ALTER TABLE safer.entry ADD COLUMN refund uuid CONSTRAINT entry_refund_fkey REFERENCES safer.grant_refund (id),
    DROP CONSTRAINT entry_kind_known,
    ADD CONSTRAINT entry_kind_known CHECK (kind IN ('contribution', 'receipt', 'expenditure', 'transfer', 'closing',
        'refund', 'reversal', 'receipt-reversal')),
    DROP CONSTRAINT entry_of_one,
    ADD CONSTRAINT entry_of_one CHECK (num_nonnulls(contribution, expenditure, transfer, closing, refund) = 1);
CREATE UNIQUE INDEX entry_refund_once ON safer.entry (refund, kind) WHERE refund IS NOT NULL;

ALTER TABLE safer.grant_round ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.grant_round FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.criterion ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.criterion FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.bid ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.bid FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.bid_answer ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.bid_answer FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.award ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.award FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.award_condition ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.award_condition FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.tranche ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.tranche FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.monitoring_return ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.monitoring_return FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.grant_refund ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.grant_refund FORCE ROW LEVEL SECURITY;
