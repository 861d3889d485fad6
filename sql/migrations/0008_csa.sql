-- The Community Safety Agreement: priorities and themes by set and how they follow from each other, who leads them, the
-- plans they link to; versions of the document; the action plan.

-- The priorities and themes of a time, drafted and agreed together.
CREATE TABLE safer.priority_set (
    id text CONSTRAINT priority_set_pkey PRIMARY KEY,
    title text NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    state text NOT NULL DEFAULT 'draft',
    succeeds text CONSTRAINT priority_set_succeeds_fkey REFERENCES safer.priority_set (id),
    agreed_on date,
    minute text,
    source text NOT NULL,
    note text,
    created_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT priority_set_id_slug CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(id) <= 55),
    CONSTRAINT priority_set_title_length CHECK (char_length(title) BETWEEN 1 AND 200),
    CONSTRAINT priority_set_state_known CHECK (state IN ('draft', 'agreed', 'superseded')),
    CONSTRAINT priority_set_agreed_whole CHECK ((agreed_on IS NULL) = (minute IS NULL)),
    CONSTRAINT priority_set_draft_not_agreed CHECK (state <> 'draft' OR agreed_on IS NULL),
    CONSTRAINT priority_set_dates_ordered CHECK (ends_on >= starts_on),
    CONSTRAINT priority_set_dates_sane CHECK (
        starts_on >= date '1998-01-01' AND greatest(starts_on, ends_on) <= date '2100-12-31'
        AND agreed_on BETWEEN date '1998-01-01' AND date '2100-12-31'),
    CONSTRAINT priority_set_minute_length CHECK (char_length(minute) BETWEEN 1 AND 500),
    CONSTRAINT priority_set_source_length CHECK (char_length(source) BETWEEN 1 AND 200),
    CONSTRAINT priority_set_note_length CHECK (char_length(note) BETWEEN 1 AND 2000)
);

-- A priority, or a theme that cuts across them. Its slug stays when its title changes; title is the one it was made
-- with.
CREATE TABLE safer.priority (
    id text CONSTRAINT priority_pkey PRIMARY KEY,
    kind text NOT NULL DEFAULT 'priority',
    title text NOT NULL,
    note text,
    created_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT priority_id_slug CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(id) <= 63),
    CONSTRAINT priority_kind_known CHECK (kind IN ('priority', 'theme')),
    CONSTRAINT priority_title_length CHECK (char_length(title) BETWEEN 1 AND 200),
    CONSTRAINT priority_note_length CHECK (char_length(note) BETWEEN 1 AND 2000)
);

-- What belongs to a set, in which place and under which title then.
CREATE TABLE safer.priority_set_member (
    priority_set text NOT NULL CONSTRAINT priority_set_member_set_fkey REFERENCES safer.priority_set (id),
    priority text NOT NULL CONSTRAINT priority_set_member_priority_fkey REFERENCES safer.priority (id),
    place integer NOT NULL,
    title text NOT NULL,
    CONSTRAINT priority_set_member_pkey PRIMARY KEY (priority_set, priority),
    CONSTRAINT priority_set_member_place_sane CHECK (place BETWEEN 1 AND 999),
    CONSTRAINT priority_set_member_title_length CHECK (char_length(title) BETWEEN 1 AND 200)
);

CREATE INDEX priority_set_member_by_priority ON safer.priority_set_member (priority, priority_set);

-- How what is in a set follows from what was before it. Where sources differ there is a step of each.
CREATE TABLE safer.lineage_step (
    priority_set text NOT NULL CONSTRAINT lineage_step_set_fkey REFERENCES safer.priority_set (id),
    step integer NOT NULL,
    id text NOT NULL GENERATED ALWAYS AS (priority_set || '-' || lpad(step::text, 3, '0')) STORED,
    kind text NOT NULL,
    from_priority text CONSTRAINT lineage_step_from_fkey REFERENCES safer.priority (id),
    to_priority text CONSTRAINT lineage_step_to_fkey REFERENCES safer.priority (id),
    from_title text,
    to_title text,
    source text NOT NULL,
    note text,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT lineage_step_pkey PRIMARY KEY (priority_set, step),
    CONSTRAINT lineage_step_id_once UNIQUE (id),
    CONSTRAINT lineage_step_step_sane CHECK (step BETWEEN 1 AND 999),
    CONSTRAINT lineage_step_kind_known CHECK (kind IN ('merged', 'split', 'renamed', 'added', 'removed')),
    CONSTRAINT lineage_step_ends CHECK (
        (from_priority IS NULL) = (kind = 'added') AND (to_priority IS NULL) = (kind = 'removed')
        AND (kind = 'renamed') = coalesce(from_priority = to_priority, false)),
    CONSTRAINT lineage_step_titles CHECK (
        (from_title IS NULL) = (from_priority IS NULL) AND (to_title IS NULL) = (to_priority IS NULL)),
    CONSTRAINT lineage_step_titles_length CHECK (
        char_length(from_title) BETWEEN 1 AND 200 AND char_length(to_title) BETWEEN 1 AND 200),
    CONSTRAINT lineage_step_source_length CHECK (char_length(source) BETWEEN 1 AND 200),
    CONSTRAINT lineage_step_note_length CHECK (char_length(note) BETWEEN 1 AND 2000)
);

CREATE INDEX lineage_step_by_from ON safer.lineage_step (from_priority, priority_set);
CREATE INDEX lineage_step_by_to ON safer.lineage_step (to_priority, priority_set);

-- The office that leads a priority from a day on, until the next one does or its own last day. Never a person.
CREATE TABLE safer.priority_lead (
    priority text NOT NULL CONSTRAINT priority_lead_priority_fkey REFERENCES safer.priority (id),
    from_on date NOT NULL,
    to_on date,
    office text NOT NULL,
    partner text CONSTRAINT priority_lead_partner_fkey REFERENCES safer.partner (id),
    source text NOT NULL,
    note text,
    CONSTRAINT priority_lead_pkey PRIMARY KEY (priority, from_on),
    CONSTRAINT priority_lead_office_length CHECK (char_length(office) BETWEEN 1 AND 200),
    CONSTRAINT priority_lead_dates_ordered CHECK (to_on >= from_on),
    CONSTRAINT priority_lead_dates_sane CHECK (
        from_on >= date '1998-01-01' AND greatest(from_on, to_on) <= date '2100-12-31'),
    CONSTRAINT priority_lead_source_length CHECK (char_length(source) BETWEEN 1 AND 200),
    CONSTRAINT priority_lead_note_length CHECK (char_length(note) BETWEEN 1 AND 2000)
);

CREATE INDEX priority_lead_by_partner ON safer.priority_lead (partner, priority);

-- A plan or strategy that priorities link to; in due regard, when each must have regard to the other's priorities.
CREATE TABLE safer.plan (
    id text CONSTRAINT plan_pkey PRIMARY KEY,
    title text NOT NULL,
    owner text CONSTRAINT plan_owner_fkey REFERENCES safer.partner (id),
    state text NOT NULL DEFAULT 'published',
    due_regard boolean NOT NULL DEFAULT false,
    starts_on date,
    ends_on date,
    source text NOT NULL,
    note text,
    created_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT plan_id_slug CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(id) <= 63),
    CONSTRAINT plan_title_length CHECK (char_length(title) BETWEEN 1 AND 200),
    CONSTRAINT plan_state_known CHECK (state IN ('draft', 'published')),
    CONSTRAINT plan_dates_ordered CHECK (ends_on >= starts_on),
    CONSTRAINT plan_dates_sane CHECK (
        coalesce(starts_on, ends_on) >= date '1990-01-01' AND greatest(starts_on, ends_on) <= date '2100-12-31'),
    CONSTRAINT plan_source_length CHECK (char_length(source) BETWEEN 1 AND 200),
    CONSTRAINT plan_note_length CHECK (char_length(note) BETWEEN 1 AND 2000)
);

-- What a plan says it is for: its principles, priorities and support, in its own order.
CREATE TABLE safer.plan_aim (
    plan text NOT NULL CONSTRAINT plan_aim_plan_fkey REFERENCES safer.plan (id),
    place integer NOT NULL,
    kind text NOT NULL,
    text text NOT NULL,
    CONSTRAINT plan_aim_pkey PRIMARY KEY (plan, place),
    CONSTRAINT plan_aim_place_sane CHECK (place BETWEEN 1 AND 999),
    CONSTRAINT plan_aim_kind_known CHECK (kind IN ('principle', 'priority', 'support')),
    CONSTRAINT plan_aim_text_length CHECK (char_length(text) BETWEEN 1 AND 500)
);

CREATE TABLE safer.plan_priority (
    priority text NOT NULL CONSTRAINT plan_priority_priority_fkey REFERENCES safer.priority (id),
    plan text NOT NULL CONSTRAINT plan_priority_plan_fkey REFERENCES safer.plan (id),
    note text,
    CONSTRAINT plan_priority_pkey PRIMARY KEY (priority, plan),
    CONSTRAINT plan_priority_note_length CHECK (char_length(note) BETWEEN 1 AND 2000)
);

CREATE INDEX plan_priority_by_plan ON safer.plan_priority (plan, priority);

-- A version of the agreement.
CREATE TABLE safer.csa_version (
    id text CONSTRAINT csa_version_pkey PRIMARY KEY,
    title text NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    state text NOT NULL DEFAULT 'draft',
    succeeds text CONSTRAINT csa_version_succeeds_fkey REFERENCES safer.csa_version (id),
    source text NOT NULL,
    note text,
    created_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT csa_version_id_slug CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(id) <= 55),
    CONSTRAINT csa_version_title_length CHECK (char_length(title) BETWEEN 1 AND 200),
    CONSTRAINT csa_version_state_known CHECK (state IN ('draft', 'in_principle', 'conditional', 'final')),
    CONSTRAINT csa_version_succeeds_once UNIQUE (succeeds),
    CONSTRAINT csa_version_succeeds_another CHECK (succeeds <> id),
    CONSTRAINT csa_version_dates_ordered CHECK (ends_on >= starts_on),
    CONSTRAINT csa_version_dates_sane CHECK (
        starts_on >= date '1998-01-01' AND greatest(starts_on, ends_on) <= date '2100-12-31'),
    CONSTRAINT csa_version_source_length CHECK (char_length(source) BETWEEN 1 AND 200),
    CONSTRAINT csa_version_note_length CHECK (char_length(note) BETWEEN 1 AND 2000)
);

-- A chapter as a version has it: revised_in is the version that wrote it so. A version holds all its chapters, those
-- taken over too; one taken out stays as a row that says why. text is NULL where only the heading is known.
CREATE TABLE safer.csa_chapter (
    csa_version text NOT NULL CONSTRAINT csa_chapter_version_fkey REFERENCES safer.csa_version (id),
    chapter text NOT NULL,
    id text NOT NULL GENERATED ALWAYS AS (csa_version || '/' || chapter) STORED,
    kind text NOT NULL,
    place integer NOT NULL,
    number text,
    title text NOT NULL,
    text text,
    change_note text,
    revised_in text NOT NULL CONSTRAINT csa_chapter_revised_in_fkey REFERENCES safer.csa_version (id),
    removed boolean NOT NULL DEFAULT false,
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT csa_chapter_pkey PRIMARY KEY (csa_version, chapter),
    CONSTRAINT csa_chapter_chapter_slug CHECK (
        chapter ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(chapter) <= 63),
    CONSTRAINT csa_chapter_kind_known CHECK (kind IN ('chapter', 'appendix')),
    CONSTRAINT csa_chapter_place_sane CHECK (place BETWEEN 1 AND 999),
    CONSTRAINT csa_chapter_number_length CHECK (char_length(number) BETWEEN 1 AND 10),
    CONSTRAINT csa_chapter_title_length CHECK (char_length(title) BETWEEN 1 AND 200),
    CONSTRAINT csa_chapter_text_length CHECK (char_length(text) BETWEEN 1 AND 200000),
    CONSTRAINT csa_chapter_change_note_length CHECK (char_length(change_note) BETWEEN 1 AND 2000)
);

-- What was decided on a version, and where that is written.
CREATE TABLE safer.csa_decision (
    csa_version text NOT NULL CONSTRAINT csa_decision_version_fkey REFERENCES safer.csa_version (id),
    step integer NOT NULL,
    state text NOT NULL,
    decided_on date NOT NULL,
    minute text NOT NULL,
    condition text,
    recorded_by text CONSTRAINT csa_decision_recorded_by_fkey REFERENCES safer.partner (id),
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT csa_decision_pkey PRIMARY KEY (csa_version, step),
    CONSTRAINT csa_decision_step_sane CHECK (step BETWEEN 1 AND 9),
    CONSTRAINT csa_decision_state_known CHECK (state IN ('in_principle', 'conditional', 'final')),
    CONSTRAINT csa_decision_conditional_says_so CHECK ((condition IS NOT NULL) = (state = 'conditional')),
    CONSTRAINT csa_decision_decided_on_sane CHECK (decided_on BETWEEN date '1998-01-01' AND date '2100-12-31'),
    CONSTRAINT csa_decision_minute_length CHECK (char_length(minute) BETWEEN 1 AND 500),
    CONSTRAINT csa_decision_condition_length CHECK (char_length(condition) BETWEEN 1 AND 2000)
);

-- The action plan.
CREATE TABLE safer.action (
    id uuid CONSTRAINT action_pkey PRIMARY KEY,
    title text NOT NULL,
    description text,
    priority text NOT NULL CONSTRAINT action_priority_fkey REFERENCES safer.priority (id),
    plan text CONSTRAINT action_plan_fkey REFERENCES safer.plan (id),
    owner text NOT NULL CONSTRAINT action_owner_fkey REFERENCES safer.partner (id),
    office text,
    due_on date,
    state text NOT NULL DEFAULT 'planned',
    public boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT action_title_length CHECK (char_length(title) BETWEEN 1 AND 200),
    CONSTRAINT action_description_length CHECK (char_length(description) BETWEEN 1 AND 10000),
    CONSTRAINT action_office_length CHECK (char_length(office) BETWEEN 1 AND 200),
    CONSTRAINT action_due_on_sane CHECK (due_on BETWEEN date '1998-01-01' AND date '2100-12-31'),
    CONSTRAINT action_state_known CHECK (
        state IN ('planned', 'in_progress', 'delayed', 'complete', 'withdrawn'))
);

CREATE INDEX action_by_priority ON safer.action (priority, id);
CREATE INDEX action_by_owner ON safer.action (owner, id);
CREATE INDEX action_by_state ON safer.action (state, id);
CREATE INDEX action_by_plan ON safer.action (plan, id);
CREATE INDEX action_by_due ON safer.action (due_on, id);
CREATE INDEX action_public ON safer.action (id) WHERE public;

CREATE TABLE safer.action_theme (
    action uuid NOT NULL CONSTRAINT action_theme_action_fkey REFERENCES safer.action (id),
    theme text NOT NULL CONSTRAINT action_theme_theme_fkey REFERENCES safer.priority (id),
    CONSTRAINT action_theme_pkey PRIMARY KEY (action, theme)
);

CREATE INDEX action_theme_by_theme ON safer.action_theme (theme, action);

-- What became of an action: each step to another state, and what was said on the way. Never changed.
CREATE TABLE safer.action_progress (
    id uuid CONSTRAINT action_progress_pkey PRIMARY KEY,
    action uuid NOT NULL CONSTRAINT action_progress_action_fkey REFERENCES safer.action (id),
    reported_on date NOT NULL,
    state text,
    text text,
    partner text NOT NULL CONSTRAINT action_progress_partner_fkey REFERENCES safer.partner (id),
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT action_progress_reported_on_sane CHECK (reported_on BETWEEN date '1998-01-01' AND date '2100-12-31'),
    CONSTRAINT action_progress_state_known CHECK (
        state IN ('planned', 'in_progress', 'delayed', 'complete', 'withdrawn')),
    CONSTRAINT action_progress_says_something CHECK (state IS NOT NULL OR text IS NOT NULL),
    CONSTRAINT action_progress_text_length CHECK (char_length(text) BETWEEN 1 AND 10000)
);

CREATE INDEX action_progress_by_action ON safer.action_progress (action, id);

-- What the lead of a priority says about a quarter. Never changed: a later one stands beside it.
CREATE TABLE safer.commentary (
    id uuid CONSTRAINT commentary_pkey PRIMARY KEY,
    priority text NOT NULL CONSTRAINT commentary_priority_fkey REFERENCES safer.priority (id),
    quarter text NOT NULL,
    text text NOT NULL,
    partner text NOT NULL CONSTRAINT commentary_partner_fkey REFERENCES safer.partner (id),
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT commentary_quarter_shape CHECK (
        quarter ~ '^[12][0-9]{3}/[0-9]{2}-Q[1-4]$'
        AND (substr(quarter, 1, 4)::integer + 1) % 100 = substr(quarter, 6, 2)::integer),
    CONSTRAINT commentary_text_length CHECK (char_length(text) BETWEEN 1 AND 20000)
);

CREATE INDEX commentary_by_priority ON safer.commentary (priority, quarter, id);

ALTER TABLE safer.priority_set ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.priority_set FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.priority ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.priority FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.priority_set_member ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.priority_set_member FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.lineage_step ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.lineage_step FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.priority_lead ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.priority_lead FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.plan ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.plan FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.plan_aim ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.plan_aim FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.plan_priority ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.plan_priority FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.csa_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.csa_version FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.csa_chapter ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.csa_chapter FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.csa_decision ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.csa_decision FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.action ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.action FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.action_theme ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.action_theme FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.action_progress ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.action_progress FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.commentary ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.commentary FORCE ROW LEVEL SECURITY;
