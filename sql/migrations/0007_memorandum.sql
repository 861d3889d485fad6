-- The life of a memorandum: who signed, what was asked to be changed, who withdrew, who joined.

-- Who signed is an office, never a name.
ALTER TABLE safer.agreement_party ADD COLUMN designation text,
    ADD CONSTRAINT agreement_party_designation_length CHECK (char_length(designation) BETWEEN 1 AND 200),
    ADD CONSTRAINT agreement_party_designation_when_signed CHECK (designation IS NULL OR signed_on IS NOT NULL),
    ADD CONSTRAINT agreement_party_signed_on_sane CHECK (
        signed_on BETWEEN date '1999-01-01' AND date '2100-12-31');

-- A minimum that falls due after the agreement was dissolved is not due; another agreement may cover its year.
ALTER TABLE safer.agreement_minimum ADD COLUMN lapsed_on date,
    ADD CONSTRAINT agreement_minimum_lapsed_before_due CHECK (lapsed_on < due_on),
    DROP CONSTRAINT agreement_minimum_year_once;
CREATE UNIQUE INDEX agreement_minimum_year_once ON safer.agreement_minimum (fund, financial_year)
    WHERE lapsed_on IS NULL;

-- What the team does under the agreement, and what goes back to each partner when it is dissolved.
CREATE TABLE safer.agreement_function (
    agreement text NOT NULL CONSTRAINT agreement_function_agreement_fkey REFERENCES safer.agreement (id),
    place integer NOT NULL,
    phase integer NOT NULL,
    text text NOT NULL,
    CONSTRAINT agreement_function_pkey PRIMARY KEY (agreement, place),
    CONSTRAINT agreement_function_place_sane CHECK (place BETWEEN 1 AND 1000),
    CONSTRAINT agreement_function_phase_known CHECK (phase IN (1, 2)),
    CONSTRAINT agreement_function_text_length CHECK (char_length(text) BETWEEN 1 AND 1000)
);

CREATE TABLE safer.change_request (
    id uuid CONSTRAINT change_request_pkey PRIMARY KEY,
    agreement text NOT NULL,
    partner text NOT NULL,
    title text NOT NULL,
    text text NOT NULL,
    clause text,
    requested_on date NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT change_request_party_fkey FOREIGN KEY (agreement, partner)
        REFERENCES safer.agreement_party (agreement, partner),
    CONSTRAINT change_request_title_length CHECK (char_length(title) BETWEEN 1 AND 200),
    CONSTRAINT change_request_text_length CHECK (char_length(text) BETWEEN 1 AND 10000),
    CONSTRAINT change_request_clause_length CHECK (char_length(clause) BETWEEN 1 AND 50),
    CONSTRAINT change_request_requested_on_sane CHECK (
        requested_on BETWEEN date '2000-01-01' AND date '2100-12-31')
);

CREATE INDEX change_request_by_agreement ON safer.change_request (agreement, id);

-- Each party's word on a change, once. Who asks for it agrees by asking.
CREATE TABLE safer.consent (
    change uuid NOT NULL CONSTRAINT consent_change_fkey REFERENCES safer.change_request (id),
    partner text NOT NULL CONSTRAINT consent_partner_fkey REFERENCES safer.partner (id),
    agrees boolean NOT NULL,
    decided_on date NOT NULL,
    note text,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT consent_pkey PRIMARY KEY (change, partner),
    CONSTRAINT consent_decided_on_sane CHECK (decided_on BETWEEN date '2000-01-01' AND date '2100-12-31'),
    CONSTRAINT consent_note_length CHECK (char_length(note) BETWEEN 1 AND 2000)
);

-- A withdrawal as it was noticed, with the notice period of that day. dissolves_on is NULL when the notice outlives
-- the agreement's term.
CREATE TABLE safer.withdrawal (
    id uuid CONSTRAINT withdrawal_pkey PRIMARY KEY,
    agreement text NOT NULL,
    partner text NOT NULL,
    resolution_on date NOT NULL,
    chair_notified_on date NOT NULL,
    notice_months integer NOT NULL,
    earliest_on date NOT NULL,
    effective_on date NOT NULL,
    dissolves_on date,
    recorded_on date NOT NULL,
    note text,
    created_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT withdrawal_party_fkey FOREIGN KEY (agreement, partner)
        REFERENCES safer.agreement_party (agreement, partner),
    CONSTRAINT withdrawal_once UNIQUE (agreement, partner),
    CONSTRAINT withdrawal_notice_sane CHECK (notice_months BETWEEN 0 AND 60),
    CONSTRAINT withdrawal_after_notice CHECK (
        earliest_on >= greatest(resolution_on, chair_notified_on) AND effective_on >= earliest_on),
    CONSTRAINT withdrawal_dissolves_when_effective CHECK (dissolves_on = effective_on),
    CONSTRAINT withdrawal_dates_sane CHECK (
        least(resolution_on, chair_notified_on) >= date '2000-01-01' AND effective_on <= date '2105-12-31'),
    CONSTRAINT withdrawal_note_length CHECK (char_length(note) BETWEEN 1 AND 2000)
);

-- What a partner that is no party offers so as to join, and what the Senior Management Team decided.
CREATE TABLE safer.business_case (
    id uuid CONSTRAINT business_case_pkey PRIMARY KEY,
    agreement text NOT NULL CONSTRAINT business_case_agreement_fkey REFERENCES safer.agreement (id),
    partner text NOT NULL CONSTRAINT business_case_partner_fkey REFERENCES safer.partner (id),
    summary text NOT NULL,
    personnel text NOT NULL,
    document text,
    submitted_on date NOT NULL,
    accepted boolean,
    decided_on date,
    decision text,
    decided_by text CONSTRAINT business_case_decided_by_fkey REFERENCES safer.partner (id),
    created_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT business_case_summary_length CHECK (char_length(summary) BETWEEN 1 AND 10000),
    CONSTRAINT business_case_personnel_length CHECK (char_length(personnel) BETWEEN 1 AND 2000),
    CONSTRAINT business_case_document_length CHECK (char_length(document) BETWEEN 1 AND 500),
    CONSTRAINT business_case_decided_whole CHECK (
        (accepted IS NULL) = (decided_on IS NULL) AND (accepted IS NULL) = (decision IS NULL)
        AND (accepted IS NULL) = (decided_by IS NULL)),
    CONSTRAINT business_case_decision_length CHECK (char_length(decision) BETWEEN 1 AND 500),
    CONSTRAINT business_case_dates_sane CHECK (
        submitted_on >= date '2000-01-01' AND decided_on BETWEEN date '2000-01-01' AND date '2100-12-31')
);

CREATE INDEX business_case_by_agreement ON safer.business_case (agreement, id);
CREATE INDEX business_case_by_partner ON safer.business_case (partner, id);

-- A partner that joined an agreement by a business case: it is no party and owes no contribution.
CREATE TABLE safer.agreement_additional (
    agreement text NOT NULL CONSTRAINT agreement_additional_agreement_fkey REFERENCES safer.agreement (id),
    partner text NOT NULL CONSTRAINT agreement_additional_partner_fkey REFERENCES safer.partner (id),
    from_on date NOT NULL,
    business_case uuid NOT NULL
        CONSTRAINT agreement_additional_case_fkey REFERENCES safer.business_case (id),
    CONSTRAINT agreement_additional_pkey PRIMARY KEY (agreement, partner),
    CONSTRAINT agreement_additional_from_sane CHECK (from_on BETWEEN date '2000-01-01' AND date '2100-12-31')
);

ALTER TABLE safer.agreement_function ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.agreement_function FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.change_request ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.change_request FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.consent ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.consent FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.withdrawal ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.withdrawal FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.business_case ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.business_case FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.agreement_additional ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.agreement_additional FORCE ROW LEVEL SECURITY;
