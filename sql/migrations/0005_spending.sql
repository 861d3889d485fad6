-- What a fund spends, passes on and closes, on the ledger that contributions stand on.

ALTER TABLE safer.agreement ADD COLUMN dissolved_on date,
    ADD CONSTRAINT agreement_dissolved_in_term CHECK (dissolved_on BETWEEN starts_on AND ends_on);

-- What a contributor the fund names itself is expected to pay for each financial year, where that was said.
ALTER TABLE safer.fund_contributor ADD COLUMN amount_pence bigint,
    ADD COLUMN note text,
    ADD CONSTRAINT fund_contributor_amount_sane CHECK (amount_pence BETWEEN 1 AND 1000000000000),
    ADD CONSTRAINT fund_contributor_note_length CHECK (char_length(note) BETWEEN 1 AND 500);

-- What a fund's money is spent on. A post it pays is one, and its cost is the agreement's own commitment.
CREATE TABLE safer.purpose (
    fund text NOT NULL CONSTRAINT purpose_fund_fkey REFERENCES safer.fund (id),
    id text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    post text CONSTRAINT purpose_post_fkey REFERENCES safer.post (id),
    planned_pence bigint,
    note text,
    created_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT purpose_pkey PRIMARY KEY (fund, id),
    CONSTRAINT purpose_id_slug CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(id) <= 63),
    CONSTRAINT purpose_name_length CHECK (char_length(name) BETWEEN 1 AND 200),
    CONSTRAINT purpose_kind_known CHECK (kind IN ('post', 'office', 'project', 'review', 'other')),
    CONSTRAINT purpose_post_when_post CHECK ((post IS NOT NULL) = (kind = 'post')),
    CONSTRAINT purpose_planned_sane CHECK (planned_pence BETWEEN 1 AND 1000000000000),
    CONSTRAINT purpose_note_length CHECK (char_length(note) BETWEEN 1 AND 2000)
);

CREATE TABLE safer.expenditure (
    id uuid CONSTRAINT expenditure_pkey PRIMARY KEY,
    fund text NOT NULL,
    partner text NOT NULL CONSTRAINT expenditure_partner_fkey REFERENCES safer.partner (id),
    purpose text NOT NULL,
    financial_year text NOT NULL,
    booked_in text NOT NULL,
    amount_pence bigint NOT NULL,
    incurred_on date NOT NULL,
    external_reference text NOT NULL,
    decision text,
    note text,
    created_at timestamptz NOT NULL DEFAULT now(),
    reversed_by uuid,
    reversed_at timestamptz,
    reversal_reason text,
    replaces uuid CONSTRAINT expenditure_replaces_fkey REFERENCES safer.expenditure (id),
    -- Set while the replacement is still to come in the same transaction, so asked at its end.
    replaced_by uuid CONSTRAINT expenditure_replaced_by_fkey REFERENCES safer.expenditure (id)
        DEFERRABLE INITIALLY DEFERRED,
    version integer NOT NULL DEFAULT 1,
    state text NOT NULL GENERATED ALWAYS AS (
        CASE WHEN reversed_at IS NOT NULL THEN 'reversed' ELSE 'posted' END) STORED,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT expenditure_purpose_fkey FOREIGN KEY (fund, purpose) REFERENCES safer.purpose (fund, id),
    CONSTRAINT expenditure_replaces_once UNIQUE (replaces),
    CONSTRAINT expenditure_amount_positive CHECK (amount_pence > 0),
    CONSTRAINT expenditure_amount_sane CHECK (amount_pence <= 1000000000000),
    CONSTRAINT expenditure_incurred_on_sane CHECK (incurred_on BETWEEN date '2000-01-01' AND date '2100-12-31'),
    CONSTRAINT expenditure_reference_shape CHECK (
        char_length(external_reference) BETWEEN 1 AND 100
        AND external_reference = btrim(external_reference)
        AND external_reference !~ '[\u0001-\u001f\u007f-\u009f]'),
    CONSTRAINT expenditure_decision_shape CHECK (
        char_length(decision) BETWEEN 1 AND 500 AND decision = btrim(decision)),
    CONSTRAINT expenditure_note_length CHECK (char_length(note) <= 500),
    CONSTRAINT expenditure_reversal_whole CHECK (
        (reversed_at IS NULL) = (reversed_by IS NULL) AND (reversed_at IS NULL) = (reversal_reason IS NULL)),
    CONSTRAINT expenditure_reversal_reason_length CHECK (char_length(reversal_reason) BETWEEN 1 AND 500),
    CONSTRAINT expenditure_replaced_when_reversed CHECK (replaced_by IS NULL OR reversed_at IS NOT NULL),
    CONSTRAINT expenditure_replaces_another CHECK (replaces <> id)
);

CREATE UNIQUE INDEX expenditure_reference_once ON safer.expenditure (partner, external_reference)
    WHERE replaces IS NULL;
CREATE INDEX expenditure_by_reference ON safer.expenditure (external_reference, id);
CREATE INDEX expenditure_by_fund ON safer.expenditure (fund, financial_year, purpose);
CREATE INDEX expenditure_by_purpose ON safer.expenditure (purpose, id);
CREATE INDEX expenditure_by_year ON safer.expenditure (financial_year, id);
CREATE INDEX expenditure_by_incurred ON safer.expenditure (incurred_on, id);
CREATE INDEX expenditure_by_state ON safer.expenditure (state, id);

-- Money that goes from one fund to another of the same host.
CREATE TABLE safer.transfer (
    id uuid CONSTRAINT transfer_pkey PRIMARY KEY,
    from_fund text NOT NULL CONSTRAINT transfer_from_fkey REFERENCES safer.fund (id),
    to_fund text NOT NULL CONSTRAINT transfer_to_fkey REFERENCES safer.fund (id),
    partner text NOT NULL CONSTRAINT transfer_partner_fkey REFERENCES safer.partner (id),
    financial_year text NOT NULL,
    amount_pence bigint NOT NULL,
    made_on date NOT NULL,
    external_reference text NOT NULL,
    decision text,
    note text,
    created_at timestamptz NOT NULL DEFAULT now(),
    reversed_at timestamptz,
    reversal_reason text,
    version integer NOT NULL DEFAULT 1,
    state text NOT NULL GENERATED ALWAYS AS (
        CASE WHEN reversed_at IS NOT NULL THEN 'reversed' ELSE 'posted' END) STORED,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT transfer_between_two CHECK (from_fund <> to_fund),
    CONSTRAINT transfer_amount_positive CHECK (amount_pence > 0),
    CONSTRAINT transfer_amount_sane CHECK (amount_pence <= 1000000000000),
    CONSTRAINT transfer_made_on_sane CHECK (made_on BETWEEN date '2000-01-01' AND date '2100-12-31'),
    CONSTRAINT transfer_reference_once UNIQUE (partner, external_reference),
    CONSTRAINT transfer_reference_shape CHECK (
        char_length(external_reference) BETWEEN 1 AND 100
        AND external_reference = btrim(external_reference)
        AND external_reference !~ '[\u0001-\u001f\u007f-\u009f]'),
    CONSTRAINT transfer_decision_shape CHECK (
        char_length(decision) BETWEEN 1 AND 500 AND decision = btrim(decision)),
    CONSTRAINT transfer_note_length CHECK (char_length(note) <= 500),
    CONSTRAINT transfer_reversal_whole CHECK ((reversed_at IS NULL) = (reversal_reason IS NULL)),
    CONSTRAINT transfer_reversal_reason_length CHECK (char_length(reversal_reason) BETWEEN 1 AND 500)
);

CREATE INDEX transfer_by_from ON safer.transfer (from_fund, id);
CREATE INDEX transfer_by_to ON safer.transfer (to_fund, id);

-- A financial year of a fund that is frozen: what comes later falls in the next.
CREATE TABLE safer.closing (
    id uuid CONSTRAINT closing_pkey PRIMARY KEY,
    fund text NOT NULL CONSTRAINT closing_fund_fkey REFERENCES safer.fund (id),
    financial_year text NOT NULL,
    partner text NOT NULL CONSTRAINT closing_partner_fkey REFERENCES safer.partner (id),
    note text,
    opening_pence bigint NOT NULL,
    closing_pence bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT closing_once UNIQUE (fund, financial_year),
    CONSTRAINT closing_note_length CHECK (char_length(note) BETWEEN 1 AND 500),
    CONSTRAINT closing_year_shape CHECK (
        CASE WHEN financial_year ~ '^[0-9]{4}/[0-9]{2}$'
            THEN right(financial_year, 2)::integer = (left(financial_year, 4)::integer + 1) % 100
            ELSE false END)
);

-- The frozen statement of a closed year, a line for each account: what came in is positive, what went out negative.
CREATE TABLE safer.closing_line (
    closing uuid NOT NULL CONSTRAINT closing_line_closing_fkey REFERENCES safer.closing (id),
    account bigint NOT NULL CONSTRAINT closing_line_account_fkey REFERENCES safer.account (id),
    amount_pence bigint NOT NULL,
    late_pence bigint NOT NULL,
    CONSTRAINT closing_line_pkey PRIMARY KEY (closing, account)
);

-- Accounts for spending, for what other funds gave or got, and for what is carried forward.
ALTER TABLE safer.account ADD COLUMN purpose text,
    ADD COLUMN other_fund text CONSTRAINT account_other_fund_fkey REFERENCES safer.fund (id),
    ADD CONSTRAINT account_purpose_fkey FOREIGN KEY (fund, purpose) REFERENCES safer.purpose (fund, id),
    DROP CONSTRAINT account_once,
    DROP CONSTRAINT account_kind_known,
    ADD CONSTRAINT account_once UNIQUE NULLS NOT DISTINCT (fund, kind, partner, purpose, other_fund),
    ADD CONSTRAINT account_of_fund UNIQUE (id, fund),
    ADD CONSTRAINT account_kind_known CHECK (kind IN ('bank', 'in-transit', 'contributions', 'spending', 'transfers',
        'carried-forward')),
    ADD CONSTRAINT account_purpose_when_spending CHECK ((purpose IS NOT NULL) = (kind = 'spending')),
    ADD CONSTRAINT account_other_fund_when_transfers CHECK ((other_fund IS NOT NULL) = (kind = 'transfers'));

-- An entry tells of one thing. Its financial year is the one it is counted in; belongs_to the one it is for, which is
-- another when that was closed already.
ALTER TABLE safer.entry NO FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.entry ALTER COLUMN contribution DROP NOT NULL,
    ADD COLUMN expenditure uuid CONSTRAINT entry_expenditure_fkey REFERENCES safer.expenditure (id),
    ADD COLUMN transfer uuid CONSTRAINT entry_transfer_fkey REFERENCES safer.transfer (id),
    ADD COLUMN closing uuid CONSTRAINT entry_closing_fkey REFERENCES safer.closing (id),
    ADD COLUMN belongs_to text,
    DROP CONSTRAINT entry_kind_known,
    ADD CONSTRAINT entry_kind_known CHECK (kind IN ('contribution', 'receipt', 'expenditure', 'transfer', 'closing',
        'reversal', 'receipt-reversal')),
    DROP CONSTRAINT entry_once,
    ADD CONSTRAINT entry_of_one CHECK (num_nonnulls(contribution, expenditure, transfer, closing) = 1),
    ADD CONSTRAINT entry_of_fund UNIQUE (id, fund);
UPDATE safer.entry SET belongs_to = financial_year;
ALTER TABLE safer.entry ALTER COLUMN belongs_to SET NOT NULL;
ALTER TABLE safer.entry FORCE ROW LEVEL SECURITY;

-- It is in the index of the kind of things it tells of, and not as nothing in the others.
CREATE UNIQUE INDEX entry_once ON safer.entry (contribution, kind) WHERE contribution IS NOT NULL;
CREATE UNIQUE INDEX entry_expenditure_once ON safer.entry (expenditure, kind) WHERE expenditure IS NOT NULL;
CREATE UNIQUE INDEX entry_transfer_once ON safer.entry (transfer, fund, kind) WHERE transfer IS NOT NULL;
CREATE UNIQUE INDEX entry_closing_once ON safer.entry (closing) WHERE closing IS NOT NULL;

-- The reversing entry is written by the trigger that follows the update, so asked at the transaction's end.
ALTER TABLE safer.expenditure
    ADD CONSTRAINT expenditure_reversed_by_fkey FOREIGN KEY (reversed_by) REFERENCES safer.entry (id)
    DEFERRABLE INITIALLY DEFERRED;

-- A posting lies within one fund: so the accounts of each fund sum to nothing, however many funds an event touches.
-- (What the owner may not see, for want of policies while migrating, a new foreign key would not find.)
ALTER TABLE safer.posting NO FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.entry NO FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.account NO FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.posting ADD COLUMN fund text;
UPDATE safer.posting AS p SET fund = e.fund FROM safer.entry AS e WHERE e.id = p.entry;
ALTER TABLE safer.posting ALTER COLUMN fund SET NOT NULL,
    DROP CONSTRAINT posting_entry_fkey,
    DROP CONSTRAINT posting_debit_fkey,
    DROP CONSTRAINT posting_credit_fkey,
    ADD CONSTRAINT posting_entry_fkey FOREIGN KEY (entry, fund) REFERENCES safer.entry (id, fund),
    ADD CONSTRAINT posting_debit_fkey FOREIGN KEY (debit_account, fund) REFERENCES safer.account (id, fund),
    ADD CONSTRAINT posting_credit_fkey FOREIGN KEY (credit_account, fund) REFERENCES safer.account (id, fund);
ALTER TABLE safer.posting FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.entry FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.account FORCE ROW LEVEL SECURITY;

-- What a year counts and an earlier one should have.
CREATE INDEX entry_late ON safer.entry (fund, financial_year) WHERE belongs_to <> financial_year;

-- Sums over a fund's postings are read from two indexes, without a page of the tables: its entries by financial year,
-- and its postings. Those of one account are among them, so accounts need no indexes of their own.
CREATE INDEX entry_of_fund_by_year ON safer.entry (fund, financial_year, id)
    INCLUDE (belongs_to, kind, occurred_on, recorded_at);
CREATE INDEX posting_of_fund ON safer.posting (fund, entry)
    INCLUDE (debit_account, credit_account, amount_pence);
DROP INDEX safer.posting_by_debit, safer.posting_by_credit;

-- The financial year a contribution is counted in: its own, or the first open one when that was closed already.
ALTER TABLE safer.contribution NO FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.contribution ADD COLUMN booked_in text;
UPDATE safer.contribution SET booked_in = financial_year;
ALTER TABLE safer.contribution ALTER COLUMN booked_in SET NOT NULL;
ALTER TABLE safer.contribution FORCE ROW LEVEL SECURITY;

ALTER TABLE safer.purpose ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.purpose FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.expenditure ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.expenditure FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.transfer ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.transfer FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.closing ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.closing FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.closing_line ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.closing_line FORCE ROW LEVEL SECURITY;
