-- Projects: what the partnership does with money that it is given for it, from the proposal to the evaluation.

-- Who leads a project is a partner or another organisation; of one that was published, it may not be printed.
CREATE TABLE safer.project (
    id text CONSTRAINT project_pkey PRIMARY KEY,
    title text NOT NULL,
    lead text CONSTRAINT project_lead_fkey REFERENCES safer.partner (id),
    lead_organisation text,
    summary text,
    beneficiaries text,
    state text NOT NULL DEFAULT 'proposed',
    starts_on date,
    ends_on date,
    public boolean NOT NULL DEFAULT false,
    evaluation text,
    evaluated_on date,
    source text,
    note text,
    created_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    words tsvector NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('pg_catalog.english', title), 'A')
        || setweight(to_tsvector('pg_catalog.english', coalesce(summary, '')), 'B')
        || setweight(to_tsvector('pg_catalog.english', coalesce(beneficiaries, '')), 'D')
        || setweight(to_tsvector('pg_catalog.english', coalesce(evaluation, '')), 'D')) STORED,
    CONSTRAINT project_id_slug CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(id) <= 63),
    CONSTRAINT project_title_length CHECK (char_length(title) BETWEEN 1 AND 139),
    CONSTRAINT project_lead_one CHECK (num_nonnulls(lead, lead_organisation) <= 1),
    CONSTRAINT project_lead_organisation_length CHECK (char_length(lead_organisation) BETWEEN 1 AND 200),
    CONSTRAINT project_summary_length CHECK (char_length(summary) BETWEEN 1 AND 10000),
    CONSTRAINT project_beneficiaries_length CHECK (char_length(beneficiaries) BETWEEN 1 AND 2000),
    CONSTRAINT project_state_known CHECK (state IN ('proposed', 'approved', 'active', 'complete', 'withdrawn')),
    CONSTRAINT project_dates_ordered CHECK (ends_on >= starts_on),
    CONSTRAINT project_dates_sane CHECK (
        coalesce(starts_on, ends_on) >= date '1998-01-01' AND coalesce(ends_on, starts_on) <= date '2100-12-31'),
    CONSTRAINT project_evaluation_whole CHECK (evaluated_on IS NULL OR evaluation IS NOT NULL),
    CONSTRAINT project_evaluation_length CHECK (char_length(evaluation) BETWEEN 1 AND 20000),
    CONSTRAINT project_evaluated_on_sane CHECK (evaluated_on BETWEEN date '1998-01-01' AND date '2100-12-31'),
    CONSTRAINT project_source_length CHECK (char_length(source) BETWEEN 1 AND 200),
    CONSTRAINT project_note_length CHECK (char_length(note) BETWEEN 1 AND 2000)
);

CREATE INDEX project_by_lead ON safer.project (lead, id);
CREATE INDEX project_by_state ON safer.project (state, id);
CREATE INDEX project_public ON safer.project (id) WHERE public AND state <> 'proposed';

CREATE INDEX project_by_word ON safer.project USING gin (words);

-- What looks like another project is found by its trigrams: safer.similar_to_bid.
CREATE INDEX project_by_trigram ON safer.project
USING gin ((title || ' ' || coalesce(summary, '')) trgm.gin_trgm_ops);

-- Who takes part beside the lead, and as what.
CREATE TABLE safer.project_partner (
    project text NOT NULL CONSTRAINT project_partner_project_fkey REFERENCES safer.project (id),
    place integer NOT NULL,
    partner text CONSTRAINT project_partner_partner_fkey REFERENCES safer.partner (id),
    organisation text,
    role text,
    CONSTRAINT project_partner_pkey PRIMARY KEY (project, place),
    CONSTRAINT project_partner_once UNIQUE (project, partner),
    CONSTRAINT project_partner_organisation_once UNIQUE (project, organisation),
    CONSTRAINT project_partner_somebody CHECK (num_nonnulls(partner, organisation) = 1),
    CONSTRAINT project_partner_place_sane CHECK (place BETWEEN 1 AND 999),
    CONSTRAINT project_partner_organisation_length CHECK (char_length(organisation) BETWEEN 1 AND 200),
    CONSTRAINT project_partner_role_length CHECK (char_length(role) BETWEEN 1 AND 200)
);

-- The priorities a project serves: at least one, which safer.check_project_priority sees to.
CREATE TABLE safer.project_priority (
    project text NOT NULL CONSTRAINT project_priority_project_fkey REFERENCES safer.project (id),
    priority text NOT NULL CONSTRAINT project_priority_priority_fkey REFERENCES safer.priority (id),
    CONSTRAINT project_priority_pkey PRIMARY KEY (project, priority)
);

CREATE INDEX project_priority_by_priority ON safer.project_priority (priority, project);

CREATE TABLE safer.project_theme (
    project text NOT NULL CONSTRAINT project_theme_project_fkey REFERENCES safer.project (id),
    theme text NOT NULL CONSTRAINT project_theme_theme_fkey REFERENCES safer.priority (id),
    CONSTRAINT project_theme_pkey PRIMARY KEY (project, theme)
);

CREATE INDEX project_theme_by_theme ON safer.project_theme (theme, project);

CREATE TABLE safer.project_action (
    project text NOT NULL CONSTRAINT project_action_project_fkey REFERENCES safer.project (id),
    action uuid NOT NULL CONSTRAINT project_action_action_fkey REFERENCES safer.action (id),
    CONSTRAINT project_action_pkey PRIMARY KEY (project, action)
);

CREATE INDEX project_action_by_action ON safer.project_action (action, project);

-- What a project is to reach, as it was promised: at least 270 girls; and how many it did.
CREATE TABLE safer.project_target (
    project text NOT NULL CONSTRAINT project_target_project_fkey REFERENCES safer.project (id),
    place integer NOT NULL,
    text text NOT NULL,
    qualifier text,
    number bigint,
    number_to bigint,
    achieved bigint,
    achieved_on date,
    CONSTRAINT project_target_pkey PRIMARY KEY (project, place),
    CONSTRAINT project_target_place_sane CHECK (place BETWEEN 1 AND 999),
    CONSTRAINT project_target_text_length CHECK (char_length(text) BETWEEN 1 AND 500),
    CONSTRAINT project_target_qualifier_known CHECK (
        qualifier IN ('at_least', 'about', 'exactly', 'at_most', 'range')),
    CONSTRAINT project_target_whole CHECK (
        (qualifier IS NULL) = (number IS NULL) AND (number_to IS NOT NULL) = (qualifier IS NOT DISTINCT FROM 'range')),
    CONSTRAINT project_target_ordered CHECK (number_to > number),
    CONSTRAINT project_target_numbers_sane CHECK (
        number BETWEEN 0 AND 1000000000 AND number_to <= 1000000000 AND achieved BETWEEN 0 AND 1000000000),
    CONSTRAINT project_target_achieved_whole CHECK ((achieved IS NULL) = (achieved_on IS NULL)),
    CONSTRAINT project_target_achieved_on_sane CHECK (achieved_on BETWEEN date '1998-01-01' AND date '2100-12-31')
);

-- What a project is for, and what came of it.
CREATE TABLE safer.project_outcome (
    project text NOT NULL CONSTRAINT project_outcome_project_fkey REFERENCES safer.project (id),
    place integer NOT NULL,
    text text NOT NULL,
    result text,
    CONSTRAINT project_outcome_pkey PRIMARY KEY (project, place),
    CONSTRAINT project_outcome_place_sane CHECK (place BETWEEN 1 AND 999),
    CONSTRAINT project_outcome_text_length CHECK (char_length(text) BETWEEN 1 AND 2000),
    CONSTRAINT project_outcome_result_length CHECK (char_length(result) BETWEEN 1 AND 4000)
);

-- The states a project went to, in order.
CREATE TABLE safer.project_step (
    project text NOT NULL CONSTRAINT project_step_project_fkey REFERENCES safer.project (id),
    step integer NOT NULL,
    state text NOT NULL,
    moved_on date NOT NULL,
    text text,
    recorded_by text NOT NULL CONSTRAINT project_step_recorded_by_fkey REFERENCES safer.partner (id),
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT project_step_pkey PRIMARY KEY (project, step),
    CONSTRAINT project_step_step_sane CHECK (step BETWEEN 1 AND 99),
    CONSTRAINT project_step_state_known CHECK (state IN ('approved', 'active', 'complete', 'withdrawn')),
    CONSTRAINT project_step_moved_on_sane CHECK (moved_on BETWEEN date '1998-01-01' AND date '2100-12-31'),
    CONSTRAINT project_step_text_length CHECK (char_length(text) BETWEEN 1 AND 4000)
);

ALTER TABLE safer.project ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.project FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.project_partner ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.project_partner FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.project_priority ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.project_priority FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.project_theme ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.project_theme FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.project_action ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.project_action FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.project_target ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.project_target FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.project_outcome ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.project_outcome FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.project_step ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.project_step FORCE ROW LEVEL SECURITY;
