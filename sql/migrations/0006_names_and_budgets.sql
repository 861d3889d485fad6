-- Names that meant one thing at one time and another later, and budgets others have published.

-- Finding joint posts and those a partner pays itself.
CREATE INDEX post_term_by_funding ON safer.post_term (funding, post);

-- A name as some paper writes it, what it refers to, and when. Of a partner's full names the one of the day is shown.
CREATE TABLE safer.name (
    id text CONSTRAINT name_pkey PRIMARY KEY,
    name text NOT NULL,
    form text NOT NULL,
    kind text NOT NULL,
    refers_to text NOT NULL,
    from_on date,
    to_on date,
    source text,
    note text,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT name_id_slug CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(id) <= 63),
    CONSTRAINT name_name_length CHECK (char_length(name) BETWEEN 1 AND 200),
    CONSTRAINT name_form_known CHECK (form IN ('full', 'short', 'variant')),
    CONSTRAINT name_kind_known CHECK (kind IN ('partner', 'body', 'team', 'method', 'agreement', 'plan')),
    CONSTRAINT name_refers_to_slug CHECK (
        refers_to ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(refers_to) <= 63),
    CONSTRAINT name_dates_ordered CHECK (to_on >= from_on),
    CONSTRAINT name_dates_sane CHECK (from_on >= date '1900-01-01' AND to_on <= date '2100-12-31'),
    CONSTRAINT name_source_length CHECK (char_length(source) BETWEEN 1 AND 200),
    CONSTRAINT name_note_length CHECK (char_length(note) BETWEEN 1 AND 2000)
);

CREATE INDEX name_by_name ON safer.name (lower(name), id);
CREATE INDEX name_by_referent ON safer.name (refers_to, id);

ALTER TABLE safer.name ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.name FORCE ROW LEVEL SECURITY;

-- A budget somebody has published, which is no ledger of ours: a stated total, and lines that should come to it.
CREATE TABLE safer.budget (
    id text CONSTRAINT budget_pkey PRIMARY KEY,
    title text NOT NULL,
    owner text NOT NULL CONSTRAINT budget_owner_fkey REFERENCES safer.partner (id),
    financial_year text NOT NULL,
    stated_total_pence bigint NOT NULL,
    printed_unit text NOT NULL,
    source text NOT NULL,
    note text,
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT budget_id_slug CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(id) <= 55),
    CONSTRAINT budget_title_length CHECK (char_length(title) BETWEEN 1 AND 200),
    CONSTRAINT budget_year_shape CHECK (
        financial_year ~ '^[12][0-9]{3}/[0-9]{2}$'
        AND (substr(financial_year, 1, 4)::integer + 1) % 100 = substr(financial_year, 6)::integer),
    CONSTRAINT budget_stated_total_sane CHECK (stated_total_pence BETWEEN 0 AND 100000000000000),
    CONSTRAINT budget_printed_unit_length CHECK (char_length(printed_unit) BETWEEN 1 AND 50),
    CONSTRAINT budget_source_length CHECK (char_length(source) BETWEEN 1 AND 200),
    CONSTRAINT budget_note_length CHECK (char_length(note) BETWEEN 1 AND 2000)
);

CREATE TABLE safer.budget_line (
    budget text NOT NULL CONSTRAINT budget_line_budget_fkey REFERENCES safer.budget (id),
    line integer NOT NULL,
    id text NOT NULL GENERATED ALWAYS AS (budget || '-' || lpad(line::text, 3, '0')) STORED,
    name text NOT NULL,
    amount_pence bigint NOT NULL,
    printed_amount text NOT NULL,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT budget_line_pkey PRIMARY KEY (budget, line),
    CONSTRAINT budget_line_id_once UNIQUE (id),
    CONSTRAINT budget_line_line_sane CHECK (line BETWEEN 1 AND 999),
    CONSTRAINT budget_line_name_length CHECK (char_length(name) BETWEEN 1 AND 200),
    CONSTRAINT budget_line_amount_sane CHECK (
        amount_pence BETWEEN -1000000000000 AND 1000000000000),
    CONSTRAINT budget_line_printed_amount_length CHECK (char_length(printed_amount) BETWEEN 1 AND 50)
);

ALTER TABLE safer.budget ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.budget FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.budget_line ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.budget_line FORCE ROW LEVEL SECURITY;
