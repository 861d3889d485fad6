-- Domestic homicide reviews. What everybody may read who may know of a review stands in one table; what fewer may read,
-- in tables of their own. No name of a person is here: only keyed marks of those that no text of a review may hold.

-- What the law, or its guidance, asks of a review that is notified from a day on. Never changed: a new version has its day.
CREATE TABLE safer.dhr_clock_rule (
    id text CONSTRAINT dhr_clock_rule_pkey PRIMARY KEY,
    from_on date NOT NULL,
    decision_months integer NOT NULL,
    completion_months integer NOT NULL,
    completed_by text NOT NULL,
    source text NOT NULL,
    note text,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT dhr_clock_rule_from_once UNIQUE (from_on),
    CONSTRAINT dhr_clock_rule_id_slug CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(id) <= 63),
    CONSTRAINT dhr_clock_rule_from_sane CHECK (from_on BETWEEN date '2004-11-15' AND date '2100-12-31'),
    CONSTRAINT dhr_clock_rule_months_sane CHECK (
        decision_months BETWEEN 1 AND 24 AND completion_months BETWEEN 1 AND 60),
    CONSTRAINT dhr_clock_rule_completed_by_known CHECK (
        completed_by IN ('overview_report', 'sign_off', 'quality_assurance', 'published')),
    CONSTRAINT dhr_clock_rule_source_length CHECK (char_length(source) BETWEEN 1 AND 200),
    CONSTRAINT dhr_clock_rule_note_length CHECK (char_length(note) BETWEEN 1 AND 2000)
);

CREATE TABLE safer.dhr (
    id uuid CONSTRAINT dhr_pkey PRIMARY KEY,
    reference text NOT NULL CONSTRAINT dhr_reference_once UNIQUE,
    pseudonym text NOT NULL,
    review_type text NOT NULL DEFAULT 'dhr',
    partnership text NOT NULL CONSTRAINT dhr_partnership_fkey REFERENCES safer.partner (id),
    rule text NOT NULL CONSTRAINT dhr_rule_fkey REFERENCES safer.dhr_clock_rule (id),
    notified_on date NOT NULL,
    stage text NOT NULL DEFAULT 'notified',
    stage_on date NOT NULL,
    suspended boolean NOT NULL DEFAULT false,
    decision text,
    decided_on date,
    completed_on date,
    published_on date,
    created_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT dhr_reference_length CHECK (char_length(reference) BETWEEN 1 AND 60),
    CONSTRAINT dhr_pseudonym_shape CHECK (
        pseudonym ~ '^[A-Z][A-Za-z'' -]*/[12][0-9]{3}$' AND char_length(pseudonym) <= 80),
    CONSTRAINT dhr_review_type_known CHECK (review_type IN ('dhr', 'dardr')),
    CONSTRAINT dhr_stage_known CHECK (stage IN ('notified', 'decision', 'commissioned', 'chair_appointed', 'panel',
        'terms_of_reference', 'management_reviews', 'overview_report', 'sign_off', 'quality_assurance',
        'home_office_answer', 'published', 'actions_complete')),
    CONSTRAINT dhr_decision_known CHECK (decision IN ('review', 'no_review')),
    CONSTRAINT dhr_decision_whole CHECK ((decision IS NULL) = (decided_on IS NULL)),
    CONSTRAINT dhr_notified_on_sane CHECK (notified_on BETWEEN date '2011-04-13' AND date '2100-12-31')
);

CREATE UNIQUE INDEX dhr_pseudonym_once ON safer.dhr (lower(pseudonym));
CREATE INDEX dhr_by_stage ON safer.dhr (stage, id);
CREATE INDEX dhr_by_partnership ON safer.dhr (partnership, id);

-- What a review was called before, in whatever form: a name alone, letters with a year.
CREATE TABLE safer.dhr_alias (
    dhr uuid NOT NULL CONSTRAINT dhr_alias_dhr_fkey REFERENCES safer.dhr (id),
    place integer NOT NULL,
    alias text NOT NULL,
    CONSTRAINT dhr_alias_pkey PRIMARY KEY (dhr, place),
    CONSTRAINT dhr_alias_place_sane CHECK (place BETWEEN 1 AND 99),
    CONSTRAINT dhr_alias_length CHECK (char_length(alias) BETWEEN 1 AND 80)
);

CREATE UNIQUE INDEX dhr_alias_once ON safer.dhr_alias (lower(alias));

-- The stages a review reached, in order; suspended and resumed stand between them.
CREATE TABLE safer.dhr_stage (
    dhr uuid NOT NULL CONSTRAINT dhr_stage_dhr_fkey REFERENCES safer.dhr (id),
    step integer NOT NULL,
    stage text NOT NULL,
    reached_on date NOT NULL,
    decision text,
    answer text,
    suspended_for text,
    recorded_by text NOT NULL CONSTRAINT dhr_stage_recorded_by_fkey REFERENCES safer.partner (id),
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT dhr_stage_pkey PRIMARY KEY (dhr, step),
    CONSTRAINT dhr_stage_step_sane CHECK (step BETWEEN 1 AND 999),
    CONSTRAINT dhr_stage_stage_known CHECK (stage IN ('notified', 'decision', 'commissioned', 'chair_appointed', 'panel',
        'terms_of_reference', 'management_reviews', 'overview_report', 'sign_off', 'quality_assurance',
        'home_office_answer', 'published', 'actions_complete', 'suspended', 'resumed')),
    CONSTRAINT dhr_stage_decision_whole CHECK ((decision IS NOT NULL) = (stage = 'decision')),
    CONSTRAINT dhr_stage_answer_whole CHECK ((answer IS NOT NULL) = (stage = 'home_office_answer')),
    CONSTRAINT dhr_stage_suspension_whole CHECK ((suspended_for IS NOT NULL) = (stage = 'suspended')),
    CONSTRAINT dhr_stage_decision_known CHECK (decision IN ('review', 'no_review')),
    CONSTRAINT dhr_stage_answer_known CHECK (answer IN ('adequate', 'amendments')),
    CONSTRAINT dhr_stage_suspended_for_known CHECK (suspended_for IN ('criminal_proceedings', 'inquest', 'other')),
    CONSTRAINT dhr_stage_reached_on_sane CHECK (reached_on BETWEEN date '2011-04-13' AND date '2100-12-31')
);

-- Protected: what is written about a review. No chronology, management review or draft report: where they lie.
CREATE TABLE safer.dhr_text (
    dhr uuid CONSTRAINT dhr_text_pkey PRIMARY KEY CONSTRAINT dhr_text_dhr_fkey REFERENCES safer.dhr (id),
    summary text,
    documents_location text,
    note text,
    CONSTRAINT dhr_text_summary_length CHECK (char_length(summary) BETWEEN 1 AND 10000),
    CONSTRAINT dhr_text_documents_location_length CHECK (char_length(documents_location) BETWEEN 1 AND 1000),
    CONSTRAINT dhr_text_note_length CHECK (char_length(note) BETWEEN 1 AND 4000)
);

-- The independent chair, by office.
CREATE TABLE safer.dhr_chair (
    dhr uuid NOT NULL CONSTRAINT dhr_chair_dhr_fkey REFERENCES safer.dhr (id),
    place integer NOT NULL,
    office text NOT NULL,
    from_on date NOT NULL,
    to_on date,
    CONSTRAINT dhr_chair_pkey PRIMARY KEY (dhr, place),
    CONSTRAINT dhr_chair_place_sane CHECK (place BETWEEN 1 AND 99),
    CONSTRAINT dhr_chair_office_length CHECK (char_length(office) BETWEEN 1 AND 200),
    CONSTRAINT dhr_chair_dates_ordered CHECK (to_on >= from_on),
    CONSTRAINT dhr_chair_from_on_sane CHECK (from_on BETWEEN date '2011-04-13' AND date '2100-12-31')
);

CREATE UNIQUE INDEX dhr_chair_one ON safer.dhr_chair (dhr) WHERE to_on IS NULL;

-- Protected: whose token is the chair's.
CREATE TABLE safer.dhr_chair_account (
    dhr uuid NOT NULL,
    place integer NOT NULL,
    issuer text NOT NULL,
    subject text NOT NULL,
    CONSTRAINT dhr_chair_account_pkey PRIMARY KEY (dhr, place),
    CONSTRAINT dhr_chair_account_chair_fkey FOREIGN KEY (dhr, place) REFERENCES safer.dhr_chair (dhr, place),
    CONSTRAINT dhr_chair_account_issuer_length CHECK (char_length(issuer) BETWEEN 1 AND 500),
    CONSTRAINT dhr_chair_account_subject_length CHECK (char_length(subject) BETWEEN 1 AND 255)
);

CREATE INDEX dhr_chair_account_by_subject ON safer.dhr_chair_account (subject, issuer);

-- The agencies on a review's panel.
CREATE TABLE safer.dhr_panel (
    dhr uuid NOT NULL CONSTRAINT dhr_panel_dhr_fkey REFERENCES safer.dhr (id),
    place integer NOT NULL,
    partner text CONSTRAINT dhr_panel_partner_fkey REFERENCES safer.partner (id),
    organisation text,
    office text,
    from_on date NOT NULL,
    to_on date,
    CONSTRAINT dhr_panel_pkey PRIMARY KEY (dhr, place),
    CONSTRAINT dhr_panel_somebody CHECK (num_nonnulls(partner, organisation) = 1),
    CONSTRAINT dhr_panel_place_sane CHECK (place BETWEEN 1 AND 99),
    CONSTRAINT dhr_panel_organisation_length CHECK (char_length(organisation) BETWEEN 1 AND 200),
    CONSTRAINT dhr_panel_office_length CHECK (char_length(office) BETWEEN 1 AND 200),
    CONSTRAINT dhr_panel_dates_ordered CHECK (to_on >= from_on),
    CONSTRAINT dhr_panel_from_on_sane CHECK (from_on BETWEEN date '2011-04-13' AND date '2100-12-31')
);

CREATE INDEX dhr_panel_by_partner ON safer.dhr_panel (partner, dhr);

-- Protected: what is counted of the people a review is about, in closed sets. There can be several of each role.
CREATE TABLE safer.dhr_person (
    dhr uuid NOT NULL CONSTRAINT dhr_person_dhr_fkey REFERENCES safer.dhr (id),
    place integer NOT NULL,
    role text NOT NULL,
    sex text NOT NULL,
    age_band text NOT NULL,
    relationship text,
    CONSTRAINT dhr_person_pkey PRIMARY KEY (dhr, place),
    CONSTRAINT dhr_person_place_sane CHECK (place BETWEEN 1 AND 99),
    CONSTRAINT dhr_person_role_known CHECK (role IN ('victim', 'perpetrator')),
    CONSTRAINT dhr_person_sex_known CHECK (sex IN ('female', 'male', 'other', 'not_known')),
    CONSTRAINT dhr_person_age_band_known CHECK (
        age_band IN ('under_18', '18_24', '25_44', '45_64', '65_over', 'not_known')),
    CONSTRAINT dhr_person_relationship_known CHECK (relationship IN ('partner', 'former_partner', 'parent', 'child',
        'other_family', 'household', 'not_known')),
    CONSTRAINT dhr_person_relationship_whole CHECK ((relationship IS NOT NULL) = (role = 'perpetrator'))
);

-- Protected from everybody: marks of the names that no text of a review may hold, under the key of key_id.
CREATE TABLE safer.dhr_name (
    dhr uuid NOT NULL CONSTRAINT dhr_name_dhr_fkey REFERENCES safer.dhr (id),
    mark text NOT NULL,
    key_id text NOT NULL,
    CONSTRAINT dhr_name_pkey PRIMARY KEY (dhr, mark),
    CONSTRAINT dhr_name_mark_shape CHECK (mark ~ '^[0-9a-f]{32}$'),
    CONSTRAINT dhr_name_key_id_shape CHECK (key_id ~ '^[0-9a-f]{16}$')
);

CREATE TABLE safer.dhr_recommendation (
    id uuid CONSTRAINT dhr_recommendation_pkey PRIMARY KEY,
    dhr uuid NOT NULL CONSTRAINT dhr_recommendation_dhr_fkey REFERENCES safer.dhr (id),
    number integer NOT NULL,
    reach text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT dhr_recommendation_number_once UNIQUE (dhr, number),
    CONSTRAINT dhr_recommendation_of_dhr UNIQUE (id, dhr),
    CONSTRAINT dhr_recommendation_number_sane CHECK (number BETWEEN 1 AND 999),
    CONSTRAINT dhr_recommendation_reach_known CHECK (reach IN ('local', 'national'))
);

-- Protected until the review is published, and then only what was written for the public is not.
CREATE TABLE safer.dhr_recommendation_text (
    recommendation uuid CONSTRAINT dhr_recommendation_text_pkey PRIMARY KEY
        CONSTRAINT dhr_recommendation_text_recommendation_fkey REFERENCES safer.dhr_recommendation (id),
    text text NOT NULL,
    CONSTRAINT dhr_recommendation_text_length CHECK (char_length(text) BETWEEN 1 AND 4000)
);

CREATE TABLE safer.dhr_recommendation_public (
    recommendation uuid CONSTRAINT dhr_recommendation_public_pkey PRIMARY KEY,
    dhr uuid NOT NULL,
    text text NOT NULL,
    CONSTRAINT dhr_recommendation_public_recommendation_fkey FOREIGN KEY (recommendation, dhr)
        REFERENCES safer.dhr_recommendation (id, dhr),
    CONSTRAINT dhr_recommendation_public_length CHECK (char_length(text) BETWEEN 1 AND 4000)
);

CREATE INDEX dhr_recommendation_public_by_dhr ON safer.dhr_recommendation_public (dhr);

-- Whom a recommendation is addressed to; outside bodies are named.
CREATE TABLE safer.dhr_addressee (
    recommendation uuid NOT NULL,
    dhr uuid NOT NULL,
    place integer NOT NULL,
    partner text CONSTRAINT dhr_addressee_partner_fkey REFERENCES safer.partner (id),
    organisation text,
    CONSTRAINT dhr_addressee_pkey PRIMARY KEY (recommendation, place),
    CONSTRAINT dhr_addressee_recommendation_fkey FOREIGN KEY (recommendation, dhr)
        REFERENCES safer.dhr_recommendation (id, dhr),
    CONSTRAINT dhr_addressee_once UNIQUE (recommendation, partner),
    CONSTRAINT dhr_addressee_organisation_once UNIQUE (recommendation, organisation),
    CONSTRAINT dhr_addressee_somebody CHECK (num_nonnulls(partner, organisation) = 1),
    CONSTRAINT dhr_addressee_place_sane CHECK (place BETWEEN 1 AND 99),
    CONSTRAINT dhr_addressee_organisation_length CHECK (char_length(organisation) BETWEEN 1 AND 200)
);

-- What an addressee is to do. Who owns one sees it and what is reported on it, and nothing else of the review.
CREATE TABLE safer.dhr_action (
    id uuid CONSTRAINT dhr_action_pkey PRIMARY KEY,
    partner text CONSTRAINT dhr_action_partner_fkey REFERENCES safer.partner (id),
    organisation text,
    due_on date NOT NULL,
    state text NOT NULL DEFAULT 'open',
    done_on date,
    closed_on date,
    created_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT dhr_action_somebody CHECK (num_nonnulls(partner, organisation) = 1),
    CONSTRAINT dhr_action_organisation_length CHECK (char_length(organisation) BETWEEN 1 AND 200),
    CONSTRAINT dhr_action_state_known CHECK (state IN ('open', 'in_progress', 'done', 'closed')),
    CONSTRAINT dhr_action_done_whole CHECK (
        CASE state WHEN 'done' THEN done_on IS NOT NULL WHEN 'closed' THEN true ELSE done_on IS NULL END),
    CONSTRAINT dhr_action_closed_whole CHECK ((closed_on IS NOT NULL) = (state = 'closed')),
    CONSTRAINT dhr_action_due_on_sane CHECK (due_on BETWEEN date '2011-04-13' AND date '2100-12-31')
);

CREATE INDEX dhr_action_by_partner ON safer.dhr_action (partner, id);
CREATE INDEX dhr_action_by_state ON safer.dhr_action (state, id);
CREATE INDEX dhr_action_by_due ON safer.dhr_action (due_on, id);
CREATE INDEX dhr_action_unfinished ON safer.dhr_action (due_on, id) WHERE state IN ('open', 'in_progress');

-- Protected from who owns an action: which review it comes from, and which recommendation.
CREATE TABLE safer.dhr_action_source (
    action uuid CONSTRAINT dhr_action_source_pkey PRIMARY KEY
        CONSTRAINT dhr_action_source_action_fkey REFERENCES safer.dhr_action (id),
    dhr uuid NOT NULL,
    recommendation uuid NOT NULL,
    addressee integer NOT NULL,
    CONSTRAINT dhr_action_source_recommendation_fkey FOREIGN KEY (recommendation, dhr)
        REFERENCES safer.dhr_recommendation (id, dhr),
    CONSTRAINT dhr_action_source_addressee_fkey FOREIGN KEY (recommendation, addressee)
        REFERENCES safer.dhr_addressee (recommendation, place)
);

CREATE INDEX dhr_action_source_by_recommendation ON safer.dhr_action_source (recommendation, addressee);
CREATE INDEX dhr_action_source_by_dhr ON safer.dhr_action_source (dhr);

CREATE TABLE safer.dhr_action_text (
    action uuid CONSTRAINT dhr_action_text_pkey PRIMARY KEY
        CONSTRAINT dhr_action_text_action_fkey REFERENCES safer.dhr_action (id),
    text text NOT NULL,
    CONSTRAINT dhr_action_text_length CHECK (char_length(text) BETWEEN 1 AND 4000)
);

-- How an action goes on, as its owner says it, and what the coordinator says to that.
CREATE TABLE safer.dhr_action_report (
    action uuid NOT NULL CONSTRAINT dhr_action_report_action_fkey REFERENCES safer.dhr_action (id),
    step integer NOT NULL,
    state text NOT NULL,
    text text,
    evidence text,
    reported_on date NOT NULL,
    reported_by text NOT NULL CONSTRAINT dhr_action_report_reported_by_fkey REFERENCES safer.partner (id),
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT dhr_action_report_pkey PRIMARY KEY (action, step),
    CONSTRAINT dhr_action_report_step_sane CHECK (step BETWEEN 1 AND 9999),
    CONSTRAINT dhr_action_report_state_known CHECK (state IN ('open', 'in_progress', 'done', 'closed')),
    CONSTRAINT dhr_action_report_text_length CHECK (char_length(text) BETWEEN 1 AND 4000),
    CONSTRAINT dhr_action_report_evidence_length CHECK (char_length(evidence) BETWEEN 1 AND 1000),
    CONSTRAINT dhr_action_report_reported_on_sane CHECK (
        reported_on BETWEEN date '2011-04-13' AND date '2100-12-31')
);

-- Protected: which spending of the fund, and how much of it, a review cost.
CREATE TABLE safer.dhr_cost (
    dhr uuid NOT NULL CONSTRAINT dhr_cost_dhr_fkey REFERENCES safer.dhr (id),
    expenditure uuid NOT NULL CONSTRAINT dhr_cost_expenditure_fkey REFERENCES safer.expenditure (id),
    amount_pence bigint NOT NULL,
    CONSTRAINT dhr_cost_pkey PRIMARY KEY (dhr, expenditure),
    CONSTRAINT dhr_cost_amount_sane CHECK (amount_pence BETWEEN 1 AND 1000000000000)
);

CREATE INDEX dhr_cost_by_expenditure ON safer.dhr_cost (expenditure);

-- Protected: which contribution to the fund, and how much of it, was given for a review.
CREATE TABLE safer.dhr_contribution (
    dhr uuid NOT NULL CONSTRAINT dhr_contribution_dhr_fkey REFERENCES safer.dhr (id),
    contribution uuid NOT NULL CONSTRAINT dhr_contribution_contribution_fkey REFERENCES safer.contribution (id),
    amount_pence bigint NOT NULL,
    CONSTRAINT dhr_contribution_pkey PRIMARY KEY (dhr, contribution),
    CONSTRAINT dhr_contribution_amount_sane CHECK (amount_pence BETWEEN 1 AND 1000000000000)
);

CREATE INDEX dhr_contribution_by_contribution ON safer.dhr_contribution (contribution);

-- Who may not contribute to a fund, such as by a national directive.
CREATE TABLE safer.fund_exclusion (
    id uuid CONSTRAINT fund_exclusion_pkey PRIMARY KEY,
    fund text NOT NULL CONSTRAINT fund_exclusion_fund_fkey REFERENCES safer.fund (id),
    partner text NOT NULL CONSTRAINT fund_exclusion_partner_fkey REFERENCES safer.partner (id),
    from_on date NOT NULL,
    to_on date,
    reason text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT fund_exclusion_once UNIQUE (fund, partner, from_on),
    CONSTRAINT fund_exclusion_dates_ordered CHECK (to_on >= from_on),
    CONSTRAINT fund_exclusion_from_on_sane CHECK (from_on BETWEEN date '1998-01-01' AND date '2100-12-31'),
    CONSTRAINT fund_exclusion_reason_length CHECK (char_length(reason) BETWEEN 1 AND 500)
);

-- What the papers take for granted where they speak of what reviews cost: the defaults of the model.
CREATE TABLE safer.dhr_funding_figure (
    id text CONSTRAINT dhr_funding_figure_pkey PRIMARY KEY,
    kind text NOT NULL,
    partner text CONSTRAINT dhr_funding_figure_partner_fkey REFERENCES safer.partner (id),
    amount bigint NOT NULL,
    source text NOT NULL,
    CONSTRAINT dhr_funding_figure_partner_once UNIQUE (partner),
    CONSTRAINT dhr_funding_figure_id_slug CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(id) <= 63),
    CONSTRAINT dhr_funding_figure_kind_known CHECK (
        kind IN ('unit_cost_pence', 'reviews', 'contribution_pence', 'printed_gap_pence')),
    CONSTRAINT dhr_funding_figure_partner_whole CHECK ((partner IS NOT NULL) = (kind = 'contribution_pence')),
    CONSTRAINT dhr_funding_figure_amount_sane CHECK (amount BETWEEN 0 AND 1000000000000),
    CONSTRAINT dhr_funding_figure_source_length CHECK (char_length(source) BETWEEN 1 AND 200)
);

CREATE UNIQUE INDEX dhr_funding_figure_kind_once ON safer.dhr_funding_figure (kind) WHERE partner IS NULL;

-- What the public is told of a review: from the day it is published until it is no longer shown. The partnership only
-- where it may be named. Pseudonym and type stand here too, so that the public needs no row of the review itself; and
-- it has an id of its own, drawn at random, as that of the review would tell when this was recorded. Therefore also
-- the version that the public reads counts from the publication on.
CREATE TABLE safer.dhr_publication (
    dhr uuid CONSTRAINT dhr_publication_pkey PRIMARY KEY
        CONSTRAINT dhr_publication_dhr_fkey REFERENCES safer.dhr (id),
    id uuid NOT NULL CONSTRAINT dhr_publication_id_once UNIQUE,
    pseudonym text NOT NULL,
    review_type text NOT NULL,
    published_on date,
    title text NOT NULL,
    summary text,
    url text,
    partnership text CONSTRAINT dhr_publication_partnership_fkey REFERENCES safer.partner (id),
    shown_until date,
    created_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    public_version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT dhr_publication_title_length CHECK (char_length(title) BETWEEN 1 AND 200),
    CONSTRAINT dhr_publication_summary_length CHECK (char_length(summary) BETWEEN 1 AND 10000),
    CONSTRAINT dhr_publication_url_shape CHECK (url ~ '^https?://' AND char_length(url) <= 1000),
    CONSTRAINT dhr_publication_shown_until_sane CHECK (shown_until BETWEEN date '2011-04-13' AND date '2100-12-31')
);

CREATE INDEX dhr_publication_by_day ON safer.dhr_publication (published_on, id) WHERE published_on IS NOT NULL;
CREATE INDEX dhr_publication_by_partnership ON safer.dhr_publication (partnership, published_on, id)
    WHERE published_on IS NOT NULL;

CREATE TABLE safer.dhr_lesson (
    dhr uuid NOT NULL CONSTRAINT dhr_lesson_publication_fkey REFERENCES safer.dhr_publication (dhr),
    place integer NOT NULL,
    text text NOT NULL,
    CONSTRAINT dhr_lesson_pkey PRIMARY KEY (dhr, place),
    CONSTRAINT dhr_lesson_place_sane CHECK (place BETWEEN 1 AND 99),
    CONSTRAINT dhr_lesson_text_length CHECK (char_length(text) BETWEEN 1 AND 4000)
);

-- Counts as they were printed, or issued here on a day; frozen, with what is too small left out.
CREATE TABLE safer.dhr_statistics (
    id uuid CONSTRAINT dhr_statistics_pkey PRIMARY KEY,
    counted_on date NOT NULL,
    from_on date,
    printed boolean NOT NULL DEFAULT false,
    reviews integer,
    breakdown boolean NOT NULL DEFAULT false,
    source text NOT NULL,
    note text,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT dhr_statistics_of_day UNIQUE (id, counted_on),
    CONSTRAINT dhr_statistics_counted CHECK (printed OR reviews IS NOT NULL),
    CONSTRAINT dhr_statistics_dates_ordered CHECK (counted_on >= from_on),
    CONSTRAINT dhr_statistics_counted_on_sane CHECK (counted_on BETWEEN date '2011-04-13' AND date '2100-12-31'),
    CONSTRAINT dhr_statistics_reviews_sane CHECK (reviews BETWEEN 0 AND 100000),
    CONSTRAINT dhr_statistics_source_length CHECK (char_length(source) BETWEEN 1 AND 200),
    CONSTRAINT dhr_statistics_note_length CHECK (char_length(note) BETWEEN 1 AND 2000)
);

CREATE TABLE safer.dhr_statistic (
    statistics uuid NOT NULL,
    counted_on date NOT NULL,
    dimension text NOT NULL,
    value text NOT NULL,
    place integer NOT NULL,
    number integer,
    hidden boolean NOT NULL DEFAULT false,
    CONSTRAINT dhr_statistic_pkey PRIMARY KEY (statistics, dimension, value),
    CONSTRAINT dhr_statistic_statistics_fkey FOREIGN KEY (statistics, counted_on)
        REFERENCES safer.dhr_statistics (id, counted_on),
    CONSTRAINT dhr_statistic_place_once UNIQUE (statistics, dimension, place),
    CONSTRAINT dhr_statistic_place_sane CHECK (place BETWEEN 1 AND 999),
    CONSTRAINT dhr_statistic_dimension_known CHECK (dimension IN ('stage', 'partnership', 'victim_sex',
        'victim_age_band', 'perpetrator_sex', 'perpetrator_age_band', 'relationship')),
    CONSTRAINT dhr_statistic_value_length CHECK (char_length(value) BETWEEN 1 AND 63),
    CONSTRAINT dhr_statistic_number_sane CHECK (number BETWEEN 0 AND 100000),
    CONSTRAINT dhr_statistic_hidden_whole CHECK (hidden = (number IS NULL)),
    CONSTRAINT dhr_statistic_stages_shown CHECK (NOT hidden OR dimension <> 'stage')
);

-- Which reviews a breakdown by a dimension has counted: each is counted once, as it was then, whatever becomes of its
-- people later. Nobody reads it.
CREATE TABLE safer.dhr_statistic_counted (
    dhr uuid NOT NULL CONSTRAINT dhr_statistic_counted_dhr_fkey REFERENCES safer.dhr (id),
    dimension text NOT NULL,
    CONSTRAINT dhr_statistic_counted_pkey PRIMARY KEY (dhr, dimension)
);

-- The duty to review began on 13 April 2011. How long a decision and a review may take is what the Home Office's guidance
-- of December 2016 says; its revision under consultation is a later version.
INSERT INTO safer.dhr_clock_rule (id, from_on, decision_months, completion_months, completed_by, source, note)
VALUES ('home-office-2016', date '2011-04-13', 1, 6, 'overview_report', 'Home Office guidance, December 2016',
    'A month to decide and six to complete, for all that was notified since the duty began. That the overview report'
    ' completes a review is how this service reads it.');

CREATE INDEX dhr_statistic_by_day ON safer.dhr_statistic (counted_on, statistics, dimension, place);
CREATE INDEX dhr_statistic_by_dimension ON safer.dhr_statistic (dimension, counted_on, statistics, place);

ALTER TABLE safer.dhr_clock_rule ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_clock_rule FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_alias ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_alias FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_stage ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_stage FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_text ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_text FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_chair ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_chair FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_chair_account ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_chair_account FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_panel ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_panel FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_person ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_person FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_name ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_name FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_recommendation ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_recommendation FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_recommendation_text ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_recommendation_text FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_recommendation_public ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_recommendation_public FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_addressee ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_addressee FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_action ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_action FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_action_text ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_action_text FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_action_report ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_action_report FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_cost ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_cost FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_contribution ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_contribution FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.fund_exclusion ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.fund_exclusion FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_funding_figure ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_funding_figure FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_publication ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_publication FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_lesson ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_lesson FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_statistics ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_statistics FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_statistic ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_statistic FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_statistic_counted ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_statistic_counted FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_action_source ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.dhr_action_source FORCE ROW LEVEL SECURITY;

-- How long each table's rows are kept, and why.
ALTER TABLE safer.retention_rule NO FORCE ROW LEVEL SECURITY;

-- With a period.
INSERT INTO safer.retention_rule (id, of_table, what, holds, months, setting, runs_from, ends_with, applied_by, basis,
    reviewed_on)
VALUES
    ('protected-names', 'dhr_name',
        'Marks of the names that no text of a review may hold. No name can be read from them.',
        'person', 12, NULL, 'the day the review was over', 'delete', 'delete_old_dhr_names',
        'Nothing is written about a review that is over, but for corrections within the year.',
        date '2026-11-30'),
    ('people-in-reviews', 'dhr_person',
        'Sex, age and relationship of the people a review is about. What was counted of them in issued statistics stays.',
        'person', 24, NULL, 'the day the review was over, once they are in counts that were issued, or else four years'
        ' later', 'delete', 'delete_old_dhr_people',
        'They are kept to be counted; from then on the published report says what is to be known.',
        date '2026-11-30'),
    ('texts-of-reviews', 'dhr_text',
        'What is written about a review, its recommendations and its actions, and is not published, a draft for the'
        ' public with it; where its papers lie; what it was called before; what its events say that it was.',
        'text', 72, NULL, 'the day the review was over', 'erase', 'erase_old_dhr_texts',
        'Agencies answer for six years for what they did about recommendations; the published report stays.',
        date '2026-11-30'),
    ('accounts-of-chairs', 'dhr_chair_account',
        'Whose tokens are those of the chair of a review. The office stays.',
        'account', 12, NULL, 'the last day of the chair, or the day the review was over', 'delete',
        'delete_old_dhr_accounts',
        'It lets a chair read one review; a year later nobody asks any more who it was that read it.',
        date '2026-11-30');

-- Without one: kept as long as the record.
INSERT INTO safer.retention_rule (id, of_table, what, holds, basis, reviewed_on)
SELECT replace(r.of_table, '_', '-'), r.of_table, r.what, r.holds,
    CASE r.why
        WHEN 'money' THEN 'A financial record of the partnership, which its partners'' auditors must be able to follow'
            ' from the first payment to the last. Its texts are about money and should name nobody; one that does is'
            ' erased on instruction.'
        WHEN 'review' THEN 'That there was a review, how it went and what it recommended is the partnership''s answer to a'
            ' duty in law. It goes by a pseudonym, offices and organisations, which stay; its texts end with those of the'
            ' review, or on instruction.'
        WHEN 'published review' THEN 'What of a review is published, so that others learn from it. It names nobody.'
        WHEN 'reference' THEN 'Reference data about organisations, offices and days; about nobody.'
    END,
    date '2026-11-30'
FROM (VALUES
    ('dhr', 'Reviews, by pseudonym.', 'text', 'review'),
    ('dhr_alias', 'What reviews were called before.', 'text', 'review'),
    ('dhr_stage', 'The stages they reached.', 'nothing', 'review'),
    ('dhr_chair', 'The offices that chaired them.', 'text', 'review'),
    ('dhr_panel', 'The agencies on their panels.', 'text', 'review'),
    ('dhr_recommendation', 'Their recommendations, by number.', 'nothing', 'review'),
    ('dhr_recommendation_text', 'What these say.', 'text', 'review'),
    ('dhr_addressee', 'Whom they are addressed to.', 'text', 'review'),
    ('dhr_action', 'What these are to do, by when.', 'text', 'review'),
    ('dhr_action_source', 'Which recommendation an action comes from.', 'nothing', 'review'),
    ('dhr_action_text', 'What is to be done.', 'text', 'review'),
    ('dhr_action_report', 'What was reported of it.', 'text', 'review'),
    ('dhr_recommendation_public', 'What the public reads of recommendations.', 'text', 'published review'),
    ('dhr_publication', 'What the public is told of reviews.', 'text', 'published review'),
    ('dhr_lesson', 'Lessons of reviews.', 'text', 'published review'),
    ('dhr_statistics', 'Counts of reviews as issued, with a note.', 'text', 'published review'),
    ('dhr_statistic', 'The counts.', 'nothing', 'published review'),
    ('dhr_statistic_counted', 'Which reviews are in them.', 'nothing', 'review'),
    ('dhr_cost', 'What of a spending a review cost.', 'nothing', 'money'),
    ('dhr_contribution', 'What of a contribution was given for a review.', 'nothing', 'money'),
    ('fund_exclusion', 'Who may not contribute to a fund, and why.', 'text', 'money'),
    ('dhr_funding_figure', 'What the papers say that reviews cost.', 'nothing', 'reference'),
    ('dhr_clock_rule', 'By when reviews are to be decided and complete, with a note.', 'text', 'reference')
) AS r (of_table, what, holds, why);

ALTER TABLE safer.retention_rule FORCE ROW LEVEL SECURITY;
