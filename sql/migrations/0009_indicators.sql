-- Areas, indicators, what was observed of them, and what was said about it.

CREATE TABLE safer.area (
    id text CONSTRAINT area_pkey PRIMARY KEY,
    number integer NOT NULL GENERATED ALWAYS AS IDENTITY CONSTRAINT area_number_once UNIQUE,
    name text NOT NULL,
    kind text NOT NULL,
    partner text CONSTRAINT area_partner_fkey REFERENCES safer.partner (id),
    from_on date,
    to_on date,
    note text,
    local boolean NOT NULL GENERATED ALWAYS AS (kind NOT IN ('county', 'country')) STORED,
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT area_id_shape CHECK (
        id ~ '^([A-Z][0-9]{8}|[a-z0-9]+(-[a-z0-9]+)*)$' AND char_length(id) <= 63),
    CONSTRAINT area_name_length CHECK (char_length(name) BETWEEN 1 AND 200),
    CONSTRAINT area_kind_known CHECK (kind IN ('county', 'district', 'unitary', 'csp', 'policing-district',
        'country', 'other')),
    CONSTRAINT area_dates_ordered CHECK (to_on >= from_on),
    CONSTRAINT area_dates_sane CHECK (from_on >= date '1800-01-01' AND to_on <= date '2100-12-31'),
    CONSTRAINT area_note_length CHECK (char_length(note) BETWEEN 1 AND 2000)
);

-- shown_by is the transaction that last changed who sees what of the observations, NULL when none has; was_public stays
-- true once everybody could read them. year is NULL until it is said, or until the first period that is written decides
-- it. agreed_on is NULL as well where the papers do not say when.
CREATE TABLE safer.indicator (
    id text CONSTRAINT indicator_pkey PRIMARY KEY,
    number integer NOT NULL GENERATED ALWAYS AS IDENTITY CONSTRAINT indicator_number_once UNIQUE,
    title text NOT NULL,
    description text,
    unit text NOT NULL,
    polarity text NOT NULL,
    frequency text NOT NULL,
    year text,
    kind text NOT NULL DEFAULT 'value',
    priority text NOT NULL CONSTRAINT indicator_priority_fkey REFERENCES safer.priority (id),
    source text CONSTRAINT indicator_source_fkey REFERENCES safer.partner (id),
    state text NOT NULL DEFAULT 'proposed',
    agreed_on date,
    retired_on date,
    public boolean NOT NULL DEFAULT false,
    focus boolean NOT NULL DEFAULT false,
    suppress_below integer,
    note text,
    created_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    published boolean NOT NULL GENERATED ALWAYS AS (public AND state <> 'proposed') STORED,
    was_public boolean NOT NULL DEFAULT false,
    shown_by xid8,
    CONSTRAINT indicator_id_slug CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(id) <= 63),
    CONSTRAINT indicator_title_length CHECK (char_length(title) BETWEEN 1 AND 200),
    CONSTRAINT indicator_description_length CHECK (char_length(description) BETWEEN 1 AND 5000),
    CONSTRAINT indicator_unit_length CHECK (char_length(unit) BETWEEN 1 AND 100),
    CONSTRAINT indicator_polarity_known CHECK (polarity IN ('lower_is_better', 'higher_is_better', 'neutral')),
    CONSTRAINT indicator_frequency_known CHECK (frequency IN ('month', 'quarter', 'year')),
    CONSTRAINT indicator_year_known CHECK (year IN ('calendar', 'financial')),
    CONSTRAINT indicator_kind_known CHECK (kind IN ('count', 'rate', 'value')),
    CONSTRAINT indicator_state_known CHECK (state IN ('proposed', 'agreed', 'retired')),
    CONSTRAINT indicator_agreed_when CHECK (state <> 'proposed' OR agreed_on IS NULL),
    CONSTRAINT indicator_retired_when CHECK ((state = 'retired') = (retired_on IS NOT NULL)),
    CONSTRAINT indicator_dates_ordered CHECK (retired_on >= agreed_on),
    CONSTRAINT indicator_dates_sane CHECK (
        agreed_on >= date '1998-01-01' AND greatest(agreed_on, retired_on) <= date '2100-12-31'),
    CONSTRAINT indicator_suppress_below_sane CHECK (suppress_below BETWEEN 1 AND 1000),
    CONSTRAINT indicator_note_length CHECK (char_length(note) BETWEEN 1 AND 2000)
);

CREATE INDEX indicator_by_priority ON safer.indicator (priority);
CREATE INDEX indicator_by_source ON safer.indicator (source);

-- What is known today of a period of a series, which is an indicator in an area. The rows are many, so they are small:
-- numbers in the place of slugs, the first day in the place of the period's text, and no foreign keys, which would be
-- asked row by row; whoever writes here has looked both up, and neither is ever removed. value is NULL where an
-- observation was withdrawn.
CREATE TABLE safer.observation (
    written_by xid8 NOT NULL,
    recorded_at timestamptz NOT NULL,
    indicator integer NOT NULL,
    area integer NOT NULL,
    starts_on date NOT NULL,
    revision integer NOT NULL,
    provisional boolean NOT NULL,
    value numeric,
    CONSTRAINT observation_pkey PRIMARY KEY (indicator, area, starts_on),
    CONSTRAINT observation_starts_on_sane CHECK (starts_on BETWEEN date '1800-01-01' AND date '2100-12-31'),
    CONSTRAINT observation_revision_sane CHECK (revision BETWEEN 1 AND 1000000),
    CONSTRAINT observation_value_sane CHECK (abs(value) < 1e15)
);

CREATE INDEX observation_by_writer ON safer.observation (written_by);
CREATE INDEX observation_provisional ON safer.observation (indicator, area, starts_on)
    WHERE provisional AND value IS NOT NULL;
-- Rows lie about in the order in which they came, so that a few bytes for many of them suffice.
CREATE INDEX observation_by_instant ON safer.observation USING brin (recorded_at) WITH (autosummarize);

-- What was known of it before, and until when.
CREATE TABLE safer.observation_revision (
    recorded_at timestamptz NOT NULL,
    superseded_at timestamptz NOT NULL,
    indicator integer NOT NULL,
    area integer NOT NULL,
    starts_on date NOT NULL,
    revision integer NOT NULL,
    provisional boolean NOT NULL,
    value numeric,
    CONSTRAINT observation_revision_pkey PRIMARY KEY (indicator, area, starts_on, revision),
    CONSTRAINT observation_revision_times_ordered CHECK (superseded_at >= recorded_at)
);

CREATE INDEX observation_revision_by_instant ON safer.observation_revision USING brin (recorded_at, superseded_at)
    WITH (autosummarize);

-- One load of observations. database_life and oldest_open are what an instant is turned into a watermark by: when
-- created_at was read, every transaction before oldest_open was over.
CREATE TABLE safer.observation_load (
    id uuid CONSTRAINT observation_load_pkey PRIMARY KEY,
    form text NOT NULL,
    filename text,
    sha256 text NOT NULL,
    bytes bigint NOT NULL,
    rows bigint NOT NULL,
    added bigint NOT NULL,
    revised bigint NOT NULL,
    unchanged bigint NOT NULL,
    partner text NOT NULL CONSTRAINT observation_load_partner_fkey REFERENCES safer.partner (id),
    client text NOT NULL,
    created_at timestamptz NOT NULL,
    database_life text NOT NULL,
    oldest_open xid8 NOT NULL,
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT observation_load_form_known CHECK (form IN ('json', 'csv')),
    CONSTRAINT observation_load_filename_length CHECK (char_length(filename) BETWEEN 1 AND 255),
    CONSTRAINT observation_load_sha256_shape CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    CONSTRAINT observation_load_bytes_sane CHECK (bytes >= 0),
    CONSTRAINT observation_load_rows_add_up CHECK (
        least(added, revised, unchanged) >= 0 AND rows = added + revised + unchanged),
    CONSTRAINT observation_load_client_length CHECK (char_length(client) BETWEEN 1 AND 500)
);

CREATE INDEX observation_load_by_instant ON safer.observation_load (database_life, created_at);

-- Why an observation was withdrawn, and by whom.
CREATE TABLE safer.observation_withdrawal (
    id uuid CONSTRAINT observation_withdrawal_pkey PRIMARY KEY,
    indicator integer NOT NULL CONSTRAINT observation_withdrawal_indicator_fkey REFERENCES safer.indicator (number),
    area integer NOT NULL CONSTRAINT observation_withdrawal_area_fkey REFERENCES safer.area (number),
    starts_on date NOT NULL,
    revision integer NOT NULL,
    reason text NOT NULL,
    partner text NOT NULL CONSTRAINT observation_withdrawal_partner_fkey REFERENCES safer.partner (id),
    created_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT observation_withdrawal_once UNIQUE (indicator, area, starts_on, revision),
    CONSTRAINT observation_withdrawal_reason_length CHECK (char_length(reason) BETWEEN 1 AND 2000)
);

-- What has to be known to read a series: from which period on, of one area or of all.
CREATE TABLE safer.annotation (
    id uuid CONSTRAINT annotation_pkey PRIMARY KEY,
    indicator text NOT NULL CONSTRAINT annotation_indicator_fkey REFERENCES safer.indicator (id),
    area text CONSTRAINT annotation_area_fkey REFERENCES safer.area (id),
    starts_on date NOT NULL,
    kind text NOT NULL,
    text text NOT NULL,
    rebaseline boolean NOT NULL DEFAULT false,
    partner text CONSTRAINT annotation_partner_fkey REFERENCES safer.partner (id),
    source text,
    created_at timestamptz NOT NULL DEFAULT now(),
    withdrawn_at timestamptz,
    withdrawal_reason text,
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT annotation_starts_on_sane CHECK (starts_on BETWEEN date '1800-01-01' AND date '2100-12-31'),
    CONSTRAINT annotation_kind_known CHECK (kind IN ('recording_change', 'commentary', 'event')),
    CONSTRAINT annotation_commentary_rebaselines_nothing CHECK (NOT rebaseline OR kind <> 'commentary'),
    CONSTRAINT annotation_text_length CHECK (char_length(text) BETWEEN 1 AND 5000),
    CONSTRAINT annotation_source_length CHECK (char_length(source) BETWEEN 1 AND 200),
    CONSTRAINT annotation_withdrawn_whole CHECK ((withdrawn_at IS NULL) = (withdrawal_reason IS NULL)),
    CONSTRAINT annotation_withdrawal_reason_length CHECK (char_length(withdrawal_reason) BETWEEN 1 AND 2000)
);

CREATE INDEX annotation_by_indicator ON safer.annotation (indicator, starts_on, id);

ALTER TABLE safer.area ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.area FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.indicator ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.indicator FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.observation ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.observation FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.observation_revision ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.observation_revision FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.observation_load ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.observation_load FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.observation_withdrawal ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.observation_withdrawal FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.annotation ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.annotation FORCE ROW LEVEL SECURITY;
