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
