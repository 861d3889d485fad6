-- Contributions, and the double-entry ledger they stand on.

CREATE TABLE safer.contribution (
    id uuid CONSTRAINT contribution_pkey PRIMARY KEY,
    fund text NOT NULL CONSTRAINT contribution_fund_fkey REFERENCES safer.fund (id),
    partner text NOT NULL CONSTRAINT contribution_partner_fkey REFERENCES safer.partner (id),
    financial_year text NOT NULL,
    amount_pence bigint NOT NULL,
    received_on date NOT NULL,
    external_reference text NOT NULL,
    note text,
    created_at timestamptz NOT NULL DEFAULT now(),
    confirmed_on date,
    bank_reference text,
    reversed_by uuid,
    reversed_at timestamptz,
    reversal_reason text,
    replaces uuid CONSTRAINT contribution_replaces_fkey REFERENCES safer.contribution (id),
    -- Set while the replacement is still to come in the same transaction, so asked at its end.
    replaced_by uuid CONSTRAINT contribution_replaced_by_fkey REFERENCES safer.contribution (id)
        DEFERRABLE INITIALLY DEFERRED,
    version integer NOT NULL DEFAULT 1,
    state text NOT NULL GENERATED ALWAYS AS (
        CASE WHEN reversed_at IS NOT NULL THEN 'reversed'
            WHEN confirmed_on IS NOT NULL THEN 'confirmed'
            ELSE 'unconfirmed' END) STORED,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT contribution_replaces_once UNIQUE (replaces),
    CONSTRAINT contribution_year_shape CHECK (
        CASE WHEN financial_year ~ '^[0-9]{4}/[0-9]{2}$'
            THEN right(financial_year, 2)::integer = (left(financial_year, 4)::integer + 1) % 100
            ELSE false END),
    CONSTRAINT contribution_amount_positive CHECK (amount_pence > 0),
    CONSTRAINT contribution_amount_sane CHECK (amount_pence <= 1000000000000),
    CONSTRAINT contribution_received_on_sane CHECK (
        received_on BETWEEN date '2000-01-01' AND date '2100-12-31'),
    CONSTRAINT contribution_reference_shape CHECK (
        char_length(external_reference) BETWEEN 1 AND 100
        AND external_reference = btrim(external_reference)
        AND external_reference !~ '[\u0001-\u001f\u007f-\u009f]'),
    CONSTRAINT contribution_note_length CHECK (char_length(note) <= 500),
    CONSTRAINT contribution_receipt_whole CHECK ((confirmed_on IS NULL) = (bank_reference IS NULL)),
    CONSTRAINT contribution_confirmed_on_sane CHECK (confirmed_on >= received_on - 366),
    CONSTRAINT contribution_bank_reference_shape CHECK (
        char_length(bank_reference) BETWEEN 1 AND 100
        AND bank_reference !~ '[\u0001-\u001f\u007f-\u009f]'),
    CONSTRAINT contribution_reversal_whole CHECK (
        (reversed_at IS NULL) = (reversed_by IS NULL) AND (reversed_at IS NULL) = (reversal_reason IS NULL)),
    CONSTRAINT contribution_reversal_reason_length CHECK (char_length(reversal_reason) BETWEEN 1 AND 500),
    CONSTRAINT contribution_replaced_when_reversed CHECK (replaced_by IS NULL OR reversed_at IS NOT NULL),
    CONSTRAINT contribution_replaces_another CHECK (replaces <> id)
);

-- A partner uses a reference once, for ever; a replacement shares that of the one it replaces.
CREATE UNIQUE INDEX contribution_reference_once ON safer.contribution (partner, external_reference)
    WHERE replaces IS NULL;
CREATE INDEX contribution_by_reference ON safer.contribution (external_reference, id);
CREATE INDEX contribution_by_partner ON safer.contribution (partner, id);
CREATE INDEX contribution_by_fund ON safer.contribution (fund, financial_year, partner);
CREATE INDEX contribution_by_year ON safer.contribution (financial_year, id);
CREATE INDEX contribution_by_received ON safer.contribution (received_on, id);
CREATE INDEX contribution_by_state ON safer.contribution (state, id);

CREATE TABLE safer.account (
    id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT account_pkey PRIMARY KEY,
    fund text NOT NULL CONSTRAINT account_fund_fkey REFERENCES safer.fund (id),
    kind text NOT NULL,
    partner text CONSTRAINT account_partner_fkey REFERENCES safer.partner (id),
    CONSTRAINT account_once UNIQUE NULLS NOT DISTINCT (fund, kind, partner),
    CONSTRAINT account_kind_known CHECK (kind IN ('bank', 'in-transit', 'contributions')),
    CONSTRAINT account_partner_when_contributions CHECK ((partner IS NOT NULL) = (kind = 'contributions'))
);

-- Why money moved. A contribution has at most one entry of each kind; its reversal mirrors all before it.
CREATE TABLE safer.entry (
    id uuid CONSTRAINT entry_pkey PRIMARY KEY,
    fund text NOT NULL CONSTRAINT entry_fund_fkey REFERENCES safer.fund (id),
    kind text NOT NULL,
    contribution uuid NOT NULL CONSTRAINT entry_contribution_fkey REFERENCES safer.contribution (id),
    financial_year text NOT NULL,
    occurred_on date NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT entry_kind_known CHECK (kind IN ('contribution', 'receipt', 'reversal')),
    CONSTRAINT entry_once UNIQUE (contribution, kind)
);

-- The reversing entry is written by the trigger that follows the update, so asked at the transaction's end.
ALTER TABLE safer.contribution
    ADD CONSTRAINT contribution_reversed_by_fkey FOREIGN KEY (reversed_by) REFERENCES safer.entry (id)
    DEFERRABLE INITIALLY DEFERRED;

-- From one account to another: an entry balances because each of its postings does.
CREATE TABLE safer.posting (
    entry uuid NOT NULL CONSTRAINT posting_entry_fkey REFERENCES safer.entry (id),
    line smallint NOT NULL,
    debit_account bigint NOT NULL CONSTRAINT posting_debit_fkey REFERENCES safer.account (id),
    credit_account bigint NOT NULL CONSTRAINT posting_credit_fkey REFERENCES safer.account (id),
    amount_pence bigint NOT NULL,
    CONSTRAINT posting_pkey PRIMARY KEY (entry, line),
    CONSTRAINT posting_line_positive CHECK (line > 0),
    CONSTRAINT posting_amount_positive CHECK (amount_pence > 0),
    CONSTRAINT posting_accounts_differ CHECK (debit_account <> credit_account)
);

CREATE INDEX posting_by_debit ON safer.posting (debit_account);
CREATE INDEX posting_by_credit ON safer.posting (credit_account);

ALTER TABLE safer.contribution ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.contribution FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.account ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.account FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.entry FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.posting ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.posting FORCE ROW LEVEL SECURITY;
