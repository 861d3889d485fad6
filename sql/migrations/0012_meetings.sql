-- Meetings: bodies and who belongs to them, their meetings with agenda, papers, attendance, minutes, decisions and what
-- is to follow. What fewer people may see than a row that says it is there stands in a table of its own: ..._text.

-- A body that meets. Its quorum: quorum_rule says what it asks for; not_stated where no paper says.
CREATE TABLE safer.body (
    id text CONSTRAINT body_pkey PRIMARY KEY,
    title text NOT NULL,
    meets_in text NOT NULL,
    quorum_rule text NOT NULL DEFAULT 'not_stated',
    quorum_members integer,
    interval_months integer,
    report_interval_months integer,
    notice_days integer NOT NULL DEFAULT 0,
    parent text CONSTRAINT body_parent_fkey REFERENCES safer.body (id),
    from_on date,
    to_on date,
    external_system text,
    external_id text,
    url text,
    source text,
    note text,
    created_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT body_id_slug CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(id) <= 63),
    CONSTRAINT body_title_length CHECK (char_length(title) BETWEEN 1 AND 200),
    CONSTRAINT body_meets_in_known CHECK (meets_in IN ('public', 'private')),
    CONSTRAINT body_quorum_rule_known CHECK (quorum_rule IN ('each_constituent_partner', 'members', 'not_stated')),
    CONSTRAINT body_quorum_whole CHECK ((quorum_rule = 'members') = (quorum_members IS NOT NULL)),
    CONSTRAINT body_quorum_members_sane CHECK (quorum_members BETWEEN 1 AND 100),
    CONSTRAINT body_interval_sane CHECK (interval_months BETWEEN 1 AND 60),
    CONSTRAINT body_report_interval_sane CHECK (report_interval_months BETWEEN 1 AND 60),
    CONSTRAINT body_notice_sane CHECK (notice_days BETWEEN 0 AND 60),
    CONSTRAINT body_parent_another CHECK (parent <> id),
    CONSTRAINT body_dates_ordered CHECK (to_on >= from_on),
    CONSTRAINT body_dates_sane CHECK (
        from_on >= date '1990-01-01' AND coalesce(to_on, from_on) <= date '2100-12-31'),
    CONSTRAINT body_external_whole CHECK ((external_system IS NULL) = (external_id IS NULL)),
    CONSTRAINT body_external_length CHECK (
        char_length(external_system) BETWEEN 1 AND 40 AND char_length(external_id) BETWEEN 1 AND 100),
    CONSTRAINT body_url_shape CHECK (url ~ '^https?://' AND char_length(url) <= 1000),
    CONSTRAINT body_source_length CHECK (char_length(source) BETWEEN 1 AND 200),
    CONSTRAINT body_note_length CHECK (char_length(note) BETWEEN 1 AND 2000)
);

-- What stands on each agenda of a body, in its order; kind as in safer.item.
CREATE TABLE safer.standing_item (
    body text NOT NULL CONSTRAINT standing_item_body_fkey REFERENCES safer.body (id),
    place integer NOT NULL,
    ref text,
    title text NOT NULL,
    kind text NOT NULL DEFAULT 'business',
    CONSTRAINT standing_item_pkey PRIMARY KEY (body, place),
    CONSTRAINT standing_item_place_sane CHECK (place BETWEEN 1 AND 999),
    CONSTRAINT standing_item_ref_shape CHECK (ref ~ '^[A-Z]?[0-9]{1,3}[a-z]?$'),
    CONSTRAINT standing_item_title_length CHECK (char_length(title) BETWEEN 1 AND 300),
    CONSTRAINT standing_item_kind_known CHECK (kind IN ('apologies', 'declarations', 'minutes', 'follow_ups', 'budget',
        'performance_report', 'next_meeting', 'business'))
);

-- An office that belongs to a body from a day on, or deputises for one that does. Never a person.
CREATE TABLE safer.membership (
    id uuid CONSTRAINT membership_pkey PRIMARY KEY,
    body text NOT NULL CONSTRAINT membership_body_fkey REFERENCES safer.body (id),
    partner text NOT NULL CONSTRAINT membership_partner_fkey REFERENCES safer.partner (id),
    office text NOT NULL,
    role text NOT NULL DEFAULT 'member',
    deputy_for uuid CONSTRAINT membership_deputy_for_fkey REFERENCES safer.membership (id),
    from_on date NOT NULL,
    to_on date,
    source text,
    note text,
    created_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT membership_office_length CHECK (char_length(office) BETWEEN 1 AND 200),
    CONSTRAINT membership_role_known CHECK (role IN ('member', 'chair', 'vice_chair', 'deputy')),
    CONSTRAINT membership_deputy_whole CHECK ((role = 'deputy') = (deputy_for IS NOT NULL)),
    CONSTRAINT membership_dates_ordered CHECK (to_on >= from_on),
    CONSTRAINT membership_dates_sane CHECK (
        from_on >= date '1990-01-01' AND coalesce(to_on, from_on) <= date '2100-12-31'),
    CONSTRAINT membership_source_length CHECK (char_length(source) BETWEEN 1 AND 200),
    CONSTRAINT membership_note_length CHECK (char_length(note) BETWEEN 1 AND 2000)
);

CREATE INDEX membership_by_body ON safer.membership (body, id);
CREATE INDEX membership_by_partner ON safer.membership (partner, body);

-- A meeting. notice_on, agenda_on and minutes_on are the days on which that of it was published first, each an act of
-- its own (safer.publication): until then it is a draft. sequence counts what subscribers of a calendar must notice:
-- another time, another place, a cancellation.
CREATE TABLE safer.meeting (
    id uuid CONSTRAINT meeting_pkey PRIMARY KEY,
    body text NOT NULL CONSTRAINT meeting_body_fkey REFERENCES safer.body (id),
    starts_at timestamptz NOT NULL,
    ends_at timestamptz,
    place text NOT NULL,
    state text NOT NULL DEFAULT 'scheduled',
    cancelled_because text,
    notice_on date,
    agenda_on date,
    minutes_on date,
    minutes_approved_at uuid CONSTRAINT meeting_minutes_approved_at_fkey REFERENCES safer.meeting (id),
    minutes_approved_subject_to text,
    present_count integer,
    in_attendance_count integer,
    sequence integer NOT NULL DEFAULT 0,
    changed_at timestamptz NOT NULL DEFAULT now(),
    external_system text,
    external_id text,
    url text,
    source text,
    note text,
    created_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT meeting_id_body_once UNIQUE (id, body),
    CONSTRAINT meeting_starts_at_sane CHECK (
        starts_at >= timestamptz '1990-01-01 00:00Z' AND starts_at < timestamptz '2101-01-01 00:00Z'),
    CONSTRAINT meeting_times_ordered CHECK (ends_at > starts_at AND ends_at <= starts_at + interval '2 days'),
    CONSTRAINT meeting_place_length CHECK (char_length(place) BETWEEN 1 AND 300),
    CONSTRAINT meeting_state_known CHECK (state IN ('scheduled', 'held', 'cancelled')),
    CONSTRAINT meeting_cancelled_says_why CHECK ((state = 'cancelled') = (cancelled_because IS NOT NULL)),
    CONSTRAINT meeting_cancelled_because_length CHECK (char_length(cancelled_because) BETWEEN 1 AND 2000),
    CONSTRAINT meeting_published_in_order CHECK (
        (agenda_on IS NULL OR notice_on IS NOT NULL) AND (minutes_on IS NULL OR notice_on IS NOT NULL)),
    CONSTRAINT meeting_minutes_of_held CHECK (minutes_approved_at IS NULL OR state = 'held'),
    CONSTRAINT meeting_minutes_approved_elsewhere CHECK (minutes_approved_at <> id),
    CONSTRAINT meeting_subject_to_approved CHECK (
        minutes_approved_subject_to IS NULL OR minutes_approved_at IS NOT NULL),
    CONSTRAINT meeting_subject_to_length CHECK (char_length(minutes_approved_subject_to) BETWEEN 1 AND 2000),
    CONSTRAINT meeting_counts_sane CHECK (
        present_count BETWEEN 0 AND 1000 AND in_attendance_count BETWEEN 0 AND 1000),
    CONSTRAINT meeting_external_whole CHECK ((external_system IS NULL) = (external_id IS NULL)),
    CONSTRAINT meeting_external_length CHECK (
        char_length(external_system) BETWEEN 1 AND 40 AND char_length(external_id) BETWEEN 1 AND 100),
    CONSTRAINT meeting_external_once UNIQUE (body, external_system, external_id),
    CONSTRAINT meeting_url_shape CHECK (url ~ '^https?://' AND char_length(url) <= 1000),
    CONSTRAINT meeting_source_length CHECK (char_length(source) BETWEEN 1 AND 200),
    CONSTRAINT meeting_note_length CHECK (char_length(note) BETWEEN 1 AND 2000)
);

CREATE INDEX meeting_by_start ON safer.meeting (starts_at, id);
CREATE INDEX meeting_by_body ON safer.meeting (body, starts_at, id);
CREATE INDEX meeting_by_state ON safer.meeting (state, starts_at, id);

-- That something of a meeting was published: never taken back. A second agenda is a supplement.
CREATE TABLE safer.publication (
    meeting uuid NOT NULL CONSTRAINT publication_meeting_fkey REFERENCES safer.meeting (id),
    step integer NOT NULL,
    what text NOT NULL,
    published_on date NOT NULL,
    recorded_by text CONSTRAINT publication_recorded_by_fkey REFERENCES safer.partner (id),
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT publication_pkey PRIMARY KEY (meeting, step),
    CONSTRAINT publication_step_sane CHECK (step BETWEEN 1 AND 99),
    CONSTRAINT publication_what_known CHECK (what IN ('notice', 'agenda', 'minutes')),
    CONSTRAINT publication_published_on_sane CHECK (published_on BETWEEN date '1990-01-01' AND date '2100-12-31')
);

CREATE INDEX publication_by_what ON safer.publication (what, meeting);

-- An item of an agenda: what everybody sees who sees the agenda, and of a restricted one no more than that. One that is
-- added after the agenda was published is a draft until a supplement is.
CREATE TABLE safer.item (
    id uuid CONSTRAINT item_pkey PRIMARY KEY,
    meeting uuid NOT NULL,
    body text NOT NULL,
    place integer NOT NULL,
    ref text NOT NULL,
    kind text NOT NULL DEFAULT 'business',
    restricted boolean NOT NULL DEFAULT false,
    exempt_ground text,
    public_interest text,
    public_title text,
    marking text NOT NULL DEFAULT 'OFFICIAL',
    verbal boolean NOT NULL DEFAULT false,
    page_from integer,
    page_to integer,
    follow_up uuid,
    published_on date,
    external_system text,
    external_id text,
    url text,
    created_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT item_meeting_fkey FOREIGN KEY (meeting, body) REFERENCES safer.meeting (id, body),
    CONSTRAINT item_id_meeting_once UNIQUE (id, meeting),
    CONSTRAINT item_ref_once UNIQUE (meeting, ref) DEFERRABLE,
    CONSTRAINT item_place_sane CHECK (place BETWEEN 1 AND 9999),
    CONSTRAINT item_ref_shape CHECK (ref ~ '^[A-Z]?[0-9]{1,3}[a-z]?$'),
    CONSTRAINT item_kind_known CHECK (kind IN ('apologies', 'declarations', 'minutes', 'follow_ups', 'budget',
        'performance_report', 'next_meeting', 'business')),
    CONSTRAINT item_restricted_says_why CHECK (restricted = (exempt_ground IS NOT NULL)),
    CONSTRAINT item_open_says_it_all CHECK (restricted OR (public_interest IS NULL AND public_title IS NULL)),
    CONSTRAINT item_exempt_ground_known CHECK (
        exempt_ground IN ('1', '2', '3', '4', '5', '6', '7', 'confidential', 'not_stated')),
    CONSTRAINT item_public_interest_length CHECK (char_length(public_interest) BETWEEN 1 AND 2000),
    CONSTRAINT item_public_title_length CHECK (char_length(public_title) BETWEEN 1 AND 300),
    CONSTRAINT item_marking_known CHECK (marking IN ('OFFICIAL', 'OFFICIAL-SENSITIVE')),
    CONSTRAINT item_pages_ordered CHECK (
        (page_from IS NULL) = (page_to IS NULL) AND page_from >= 1 AND page_to BETWEEN page_from AND 99999),
    CONSTRAINT item_external_whole CHECK ((external_system IS NULL) = (external_id IS NULL)),
    CONSTRAINT item_external_length CHECK (
        char_length(external_system) BETWEEN 1 AND 40 AND char_length(external_id) BETWEEN 1 AND 100),
    CONSTRAINT item_url_shape CHECK (url ~ '^https?://' AND char_length(url) <= 1000)
);

CREATE INDEX item_by_meeting ON safer.item (meeting, place, id);
CREATE INDEX item_by_kind ON safer.item (body, kind, meeting);
CREATE INDEX item_by_follow_up ON safer.item (follow_up);

CREATE TABLE safer.item_text (
    item uuid CONSTRAINT item_text_pkey PRIMARY KEY CONSTRAINT item_text_item_fkey REFERENCES safer.item (id),
    title text NOT NULL,
    description text,
    note text,
    CONSTRAINT item_text_title_length CHECK (char_length(title) BETWEEN 1 AND 300),
    CONSTRAINT item_text_description_length CHECK (char_length(description) BETWEEN 1 AND 20000),
    CONSTRAINT item_text_note_length CHECK (char_length(note) BETWEEN 1 AND 2000)
);

-- A paper to an item: that it is there; it is restricted when its item is, or itself.
CREATE TABLE safer.paper (
    id uuid CONSTRAINT paper_pkey PRIMARY KEY,
    item uuid NOT NULL CONSTRAINT paper_item_fkey REFERENCES safer.item (id),
    meeting uuid NOT NULL,
    body text NOT NULL,
    place integer NOT NULL,
    restricted boolean NOT NULL DEFAULT false,
    exempt_ground text,
    public_interest text,
    public_title text,
    published_on date,
    created_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT paper_item_of_meeting_fkey FOREIGN KEY (item, meeting) REFERENCES safer.item (id, meeting),
    CONSTRAINT paper_meeting_fkey FOREIGN KEY (meeting, body) REFERENCES safer.meeting (id, body),
    CONSTRAINT paper_place_once UNIQUE (item, place),
    CONSTRAINT paper_place_sane CHECK (place BETWEEN 1 AND 99),
    CONSTRAINT paper_restricted_says_why CHECK (restricted = (exempt_ground IS NOT NULL)),
    CONSTRAINT paper_open_says_it_all CHECK (restricted OR (public_interest IS NULL AND public_title IS NULL)),
    CONSTRAINT paper_exempt_ground_known CHECK (
        exempt_ground IN ('1', '2', '3', '4', '5', '6', '7', 'confidential', 'not_stated')),
    CONSTRAINT paper_public_interest_length CHECK (char_length(public_interest) BETWEEN 1 AND 2000),
    CONSTRAINT paper_public_title_length CHECK (char_length(public_title) BETWEEN 1 AND 300)
);

CREATE INDEX paper_by_meeting ON safer.paper (meeting, id);

-- What a paper says: as text, as a file kept here, or as a link to where it is kept.
CREATE TABLE safer.paper_text (
    paper uuid CONSTRAINT paper_text_pkey PRIMARY KEY CONSTRAINT paper_text_paper_fkey REFERENCES safer.paper (id),
    title text NOT NULL,
    classification text,
    author_offices text[] NOT NULL DEFAULT '{}',
    summary text,
    text text,
    url text,
    file_name text,
    file_type text,
    file_bytes bigint,
    file_sha256 text,
    CONSTRAINT paper_text_title_length CHECK (char_length(title) BETWEEN 1 AND 300),
    CONSTRAINT paper_text_classification_length CHECK (char_length(classification) BETWEEN 1 AND 100),
    CONSTRAINT paper_text_author_offices_few CHECK (cardinality(author_offices) <= 20),
    CONSTRAINT paper_text_summary_length CHECK (char_length(summary) BETWEEN 1 AND 4000),
    CONSTRAINT paper_text_text_length CHECK (char_length(text) BETWEEN 1 AND 500000),
    CONSTRAINT paper_text_url_shape CHECK (url ~ '^https?://' AND char_length(url) <= 1000),
    CONSTRAINT paper_text_file_whole CHECK (
        num_nulls(file_name, file_type, file_bytes, file_sha256) IN (0, 4)),
    CONSTRAINT paper_text_file_name_length CHECK (char_length(file_name) BETWEEN 1 AND 200),
    CONSTRAINT paper_text_file_type_known CHECK (file_type IN (
        'application/pdf', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        'application/vnd.openxmlformats-officedocument.presentationml.presentation',
        'application/vnd.oasis.opendocument.text', 'application/vnd.oasis.opendocument.spreadsheet',
        'application/vnd.oasis.opendocument.presentation', 'application/rtf', 'text/plain', 'text/csv', 'image/png',
        'image/jpeg')),
    CONSTRAINT paper_text_file_bytes_sane CHECK (file_bytes > 0),
    CONSTRAINT paper_text_file_sha256_shape CHECK (file_sha256 ~ '^[0-9a-f]{64}$')
);

-- The file of a paper, in parts: so that neither who sends it nor who reads it has all of it in memory.
CREATE TABLE safer.paper_file (
    paper uuid NOT NULL CONSTRAINT paper_file_paper_fkey REFERENCES safer.paper (id),
    part integer NOT NULL,
    content bytea NOT NULL,
    CONSTRAINT paper_file_pkey PRIMARY KEY (paper, part),
    CONSTRAINT paper_file_part_sane CHECK (part > 0),
    CONSTRAINT paper_file_content_length CHECK (octet_length(content) BETWEEN 1 AND 65536)
);

ALTER TABLE safer.paper_file ALTER COLUMN content SET STORAGE EXTERNAL;

-- What a paper asks the body to do, by letter.
CREATE TABLE safer.paper_recommendation (
    paper uuid NOT NULL CONSTRAINT paper_recommendation_paper_fkey REFERENCES safer.paper (id),
    letter text NOT NULL,
    text text NOT NULL,
    CONSTRAINT paper_recommendation_pkey PRIMARY KEY (paper, letter),
    CONSTRAINT paper_recommendation_letter_shape CHECK (letter ~ '^[a-z]$'),
    CONSTRAINT paper_recommendation_text_length CHECK (char_length(text) BETWEEN 1 AND 4000)
);

-- Who says before a meeting that it will be represented, and by whom. The last word counts.
CREATE TABLE safer.meeting_reply (
    meeting uuid NOT NULL CONSTRAINT meeting_reply_meeting_fkey REFERENCES safer.meeting (id),
    partner text NOT NULL CONSTRAINT meeting_reply_partner_fkey REFERENCES safer.partner (id),
    office text NOT NULL,
    answer text NOT NULL,
    deputy_office text,
    replied_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT meeting_reply_pkey PRIMARY KEY (meeting, partner, office),
    CONSTRAINT meeting_reply_office_length CHECK (char_length(office) BETWEEN 1 AND 200),
    CONSTRAINT meeting_reply_answer_known CHECK (answer IN ('attends', 'sends_deputy', 'apologies')),
    CONSTRAINT meeting_reply_deputy_whole CHECK ((answer = 'sends_deputy') = (deputy_office IS NOT NULL)),
    CONSTRAINT meeting_reply_deputy_length CHECK (char_length(deputy_office) BETWEEN 1 AND 200)
);

-- An office that was there, and in which capacity; from and until which item, when not throughout.
CREATE TABLE safer.attendance (
    id uuid CONSTRAINT attendance_pkey PRIMARY KEY,
    meeting uuid NOT NULL CONSTRAINT attendance_meeting_fkey REFERENCES safer.meeting (id),
    partner text CONSTRAINT attendance_partner_fkey REFERENCES safer.partner (id),
    organisation text,
    office text NOT NULL,
    capacity text NOT NULL,
    deputy_for text,
    from_item uuid,
    until_item uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT attendance_from_item_fkey FOREIGN KEY (from_item, meeting) REFERENCES safer.item (id, meeting),
    CONSTRAINT attendance_until_item_fkey FOREIGN KEY (until_item, meeting) REFERENCES safer.item (id, meeting),
    CONSTRAINT attendance_office_once UNIQUE NULLS NOT DISTINCT (meeting, partner, organisation, office),
    CONSTRAINT attendance_somebodys CHECK (num_nonnulls(partner, organisation) = 1),
    CONSTRAINT attendance_counts_for_a_partner CHECK (capacity = 'in_attendance' OR partner IS NOT NULL),
    CONSTRAINT attendance_organisation_length CHECK (char_length(organisation) BETWEEN 1 AND 200),
    CONSTRAINT attendance_office_length CHECK (char_length(office) BETWEEN 1 AND 200),
    CONSTRAINT attendance_capacity_known CHECK (capacity IN ('member', 'deputy', 'in_attendance')),
    CONSTRAINT attendance_deputy_whole CHECK ((capacity = 'deputy') = (deputy_for IS NOT NULL)),
    CONSTRAINT attendance_deputy_for_length CHECK (char_length(deputy_for) BETWEEN 1 AND 200)
);

-- Whoever it was, where it is worth knowing: nobody in what is loaded, and erased by deleting the row.
CREATE TABLE safer.attendance_person (
    attendance uuid CONSTRAINT attendance_person_pkey PRIMARY KEY
        CONSTRAINT attendance_person_attendance_fkey REFERENCES safer.attendance (id),
    person text NOT NULL,
    CONSTRAINT attendance_person_person_length CHECK (char_length(person) BETWEEN 1 AND 200)
);

CREATE TABLE safer.declaration (
    id uuid CONSTRAINT declaration_pkey PRIMARY KEY,
    meeting uuid NOT NULL CONSTRAINT declaration_meeting_fkey REFERENCES safer.meeting (id),
    item uuid,
    partner text NOT NULL CONSTRAINT declaration_partner_fkey REFERENCES safer.partner (id),
    office text NOT NULL,
    interest text NOT NULL,
    withdrew boolean NOT NULL DEFAULT false,
    restricted boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT declaration_item_fkey FOREIGN KEY (item, meeting) REFERENCES safer.item (id, meeting),
    CONSTRAINT declaration_office_length CHECK (char_length(office) BETWEEN 1 AND 200),
    CONSTRAINT declaration_interest_length CHECK (char_length(interest) BETWEEN 1 AND 2000)
);

CREATE INDEX declaration_by_meeting ON safer.declaration (meeting, id);

-- A minute: its number runs on over the meetings of its body. It is restricted when its item is, or itself.
CREATE TABLE safer.minute (
    id uuid CONSTRAINT minute_pkey PRIMARY KEY,
    meeting uuid NOT NULL,
    body text NOT NULL,
    number integer NOT NULL,
    item uuid,
    restricted boolean NOT NULL DEFAULT false,
    exempt_ground text,
    public_interest text,
    corrects uuid CONSTRAINT minute_corrects_fkey REFERENCES safer.minute (id),
    published_on date,
    created_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT minute_meeting_fkey FOREIGN KEY (meeting, body) REFERENCES safer.meeting (id, body),
    CONSTRAINT minute_item_fkey FOREIGN KEY (item, meeting) REFERENCES safer.item (id, meeting),
    CONSTRAINT minute_number_once UNIQUE (body, number),
    CONSTRAINT minute_number_sane CHECK (number BETWEEN 1 AND 999999),
    CONSTRAINT minute_restricted_says_why CHECK (restricted = (exempt_ground IS NOT NULL)),
    CONSTRAINT minute_open_says_it_all CHECK (restricted OR public_interest IS NULL),
    CONSTRAINT minute_exempt_ground_known CHECK (
        exempt_ground IN ('1', '2', '3', '4', '5', '6', '7', 'confidential', 'not_stated')),
    CONSTRAINT minute_public_interest_length CHECK (char_length(public_interest) BETWEEN 1 AND 2000)
);

CREATE INDEX minute_by_meeting ON safer.minute (meeting, number);
CREATE INDEX minute_by_item ON safer.minute (item);

CREATE TABLE safer.minute_text (
    minute uuid CONSTRAINT minute_text_pkey PRIMARY KEY CONSTRAINT minute_text_minute_fkey REFERENCES safer.minute (id),
    title text NOT NULL,
    text text,
    CONSTRAINT minute_text_title_length CHECK (char_length(title) BETWEEN 1 AND 300),
    CONSTRAINT minute_text_text_length CHECK (char_length(text) BETWEEN 1 AND 100000)
);

-- What was resolved, or recommended to the next meeting that has a quorum. Never changed. restricted, here as in
-- declaration and follow_up, is that of the item or the minute it belongs to: then nobody else learns that it is there.
CREATE TABLE safer.decision (
    id uuid CONSTRAINT decision_pkey PRIMARY KEY,
    meeting uuid NOT NULL,
    body text NOT NULL,
    item uuid,
    minute uuid CONSTRAINT decision_minute_fkey REFERENCES safer.minute (id),
    kind text NOT NULL DEFAULT 'resolved',
    stage text NOT NULL DEFAULT 'final',
    condition text,
    text text NOT NULL,
    follows uuid CONSTRAINT decision_follows_fkey REFERENCES safer.decision (id),
    restricted boolean NOT NULL DEFAULT false,
    recorded_by text CONSTRAINT decision_recorded_by_fkey REFERENCES safer.partner (id),
    created_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT decision_meeting_fkey FOREIGN KEY (meeting, body) REFERENCES safer.meeting (id, body),
    CONSTRAINT decision_item_fkey FOREIGN KEY (item, meeting) REFERENCES safer.item (id, meeting),
    CONSTRAINT decision_kind_known CHECK (kind IN ('resolved', 'recommended')),
    CONSTRAINT decision_stage_known CHECK (stage IN ('in_principle', 'conditional', 'final')),
    CONSTRAINT decision_conditional_says_so CHECK ((stage = 'conditional') = (condition IS NOT NULL)),
    CONSTRAINT decision_condition_length CHECK (char_length(condition) BETWEEN 1 AND 2000),
    CONSTRAINT decision_text_length CHECK (char_length(text) BETWEEN 1 AND 10000)
);

CREATE INDEX decision_by_meeting ON safer.decision (meeting, id);
CREATE INDEX decision_by_body ON safer.decision (body, id);
CREATE INDEX decision_by_stage ON safer.decision (stage, id);
CREATE INDEX decision_by_item ON safer.decision (item);

CREATE TABLE safer.decision_option (
    decision uuid NOT NULL CONSTRAINT decision_option_decision_fkey REFERENCES safer.decision (id),
    place integer NOT NULL,
    text text NOT NULL,
    chosen boolean NOT NULL,
    CONSTRAINT decision_option_pkey PRIMARY KEY (decision, place),
    CONSTRAINT decision_option_place_sane CHECK (place BETWEEN 1 AND 99),
    CONSTRAINT decision_option_text_length CHECK (char_length(text) BETWEEN 1 AND 2000)
);

-- What is to be reported back: to the next meeting of the body, whichever that comes to be, or to a future one.
CREATE TABLE safer.follow_up (
    id uuid CONSTRAINT follow_up_pkey PRIMARY KEY,
    meeting uuid NOT NULL,
    body text NOT NULL,
    item uuid,
    decision uuid CONSTRAINT follow_up_decision_fkey REFERENCES safer.decision (id),
    text text NOT NULL,
    due text NOT NULL,
    partner text CONSTRAINT follow_up_partner_fkey REFERENCES safer.partner (id),
    office text,
    restricted boolean NOT NULL DEFAULT false,
    state text NOT NULL DEFAULT 'open',
    closed_by uuid CONSTRAINT follow_up_closed_by_fkey REFERENCES safer.item (id),
    closed_because text,
    closed_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    version integer NOT NULL DEFAULT 1,
    written_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
    CONSTRAINT follow_up_meeting_fkey FOREIGN KEY (meeting, body) REFERENCES safer.meeting (id, body),
    CONSTRAINT follow_up_item_fkey FOREIGN KEY (item, meeting) REFERENCES safer.item (id, meeting),
    CONSTRAINT follow_up_text_length CHECK (char_length(text) BETWEEN 1 AND 4000),
    CONSTRAINT follow_up_due_known CHECK (due IN ('next_meeting', 'future_meeting')),
    CONSTRAINT follow_up_office_length CHECK (char_length(office) BETWEEN 1 AND 200),
    CONSTRAINT follow_up_state_known CHECK (state IN ('open', 'closed')),
    CONSTRAINT follow_up_closed_whole CHECK (
        (state = 'closed') = (closed_at IS NOT NULL)
        AND (state = 'closed') = (num_nonnulls(closed_by, closed_because) > 0)),
    CONSTRAINT follow_up_closed_because_length CHECK (char_length(closed_because) BETWEEN 1 AND 2000)
);

CREATE INDEX follow_up_by_body ON safer.follow_up (body, state, id);
CREATE INDEX follow_up_by_meeting ON safer.follow_up (meeting, id);
CREATE INDEX follow_up_by_state ON safer.follow_up (state, id);
CREATE INDEX follow_up_by_partner ON safer.follow_up (partner, id);

ALTER TABLE safer.item ADD CONSTRAINT item_follow_up_fkey FOREIGN KEY (follow_up) REFERENCES safer.follow_up (id);

-- England's bank holidays, which are no working days.
CREATE TABLE safer.bank_holiday (
    on_day date CONSTRAINT bank_holiday_pkey PRIMARY KEY,
    title text NOT NULL,
    CONSTRAINT bank_holiday_title_length CHECK (char_length(title) BETWEEN 1 AND 100)
);

ALTER TABLE safer.body ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.body FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.standing_item ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.standing_item FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.membership ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.membership FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.meeting ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.meeting FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.publication ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.publication FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.item ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.item FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.item_text ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.item_text FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.paper ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.paper FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.paper_text ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.paper_text FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.paper_file ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.paper_file FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.paper_recommendation ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.paper_recommendation FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.meeting_reply ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.meeting_reply FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.attendance ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.attendance FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.attendance_person ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.attendance_person FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.declaration ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.declaration FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.minute ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.minute FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.minute_text ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.minute_text FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.decision ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.decision FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.decision_option ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.decision_option FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.follow_up ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.follow_up FORCE ROW LEVEL SECURITY;
ALTER TABLE safer.bank_holiday ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.bank_holiday FORCE ROW LEVEL SECURITY;
