-- How long what is held is kept, and why: a row for every table, also for those kept for ever. A later migration that
-- makes a table adds its row here too (NO FORCE ROW LEVEL SECURITY before, FORCE after: policies are made last).

CREATE TABLE safer.retention_rule (
    id text CONSTRAINT retention_rule_pkey PRIMARY KEY,
    of_table text NOT NULL,
    what text NOT NULL,
    holds text NOT NULL,
    months integer,
    setting text,
    runs_from text,
    ends_with text,
    applied_by text,
    basis text NOT NULL,
    reviewed_on date NOT NULL,
    CONSTRAINT retention_rule_id_slug CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(id) <= 100),
    CONSTRAINT retention_rule_of_table_name CHECK (of_table ~ '^[a-z][a-z0-9_]*$' AND char_length(of_table) <= 63),
    CONSTRAINT retention_rule_what_length CHECK (char_length(what) BETWEEN 1 AND 500),
    CONSTRAINT retention_rule_holds_known CHECK (holds IN ('person', 'account', 'text', 'nothing')),
    CONSTRAINT retention_rule_months_sane CHECK (months BETWEEN 1 AND 1200),
    CONSTRAINT retention_rule_setting_name CHECK (setting ~ '^SAFER_[A-Z_]+$' AND char_length(setting) <= 100),
    CONSTRAINT retention_rule_one_period CHECK (num_nonnulls(months, setting) <= 1),
    CONSTRAINT retention_rule_period_whole CHECK (
        (num_nonnulls(months, setting) = 1) = (runs_from IS NOT NULL)
        AND (runs_from IS NOT NULL) = (ends_with IS NOT NULL)
        AND (ends_with IS NOT NULL) = (applied_by IS NOT NULL)),
    CONSTRAINT retention_rule_runs_from_length CHECK (char_length(runs_from) BETWEEN 1 AND 200),
    CONSTRAINT retention_rule_ends_with_known CHECK (ends_with IN ('erase', 'delete')),
    CONSTRAINT retention_rule_applied_by_name CHECK (
        applied_by ~ '^[a-z][a-z0-9_]*$' AND char_length(applied_by) <= 63),
    CONSTRAINT retention_rule_basis_length CHECK (char_length(basis) BETWEEN 1 AND 1000),
    CONSTRAINT retention_rule_reviewed_on_sane CHECK (reviewed_on BETWEEN date '2018-01-01' AND date '2100-12-31')
);

CREATE INDEX retention_rule_by_table ON safer.retention_rule (of_table);

-- A reply that was erased: its key does not run again, and tells nothing, not even whether a guessed request was it.
ALTER TABLE safer.idempotency_key
    ADD COLUMN erased_at timestamptz,
    ADD CONSTRAINT idempotency_key_erased_whole CHECK (erased_at IS NULL OR (body IS NULL AND location IS NULL));

-- What there is still to erase of events, the oldest first.
CREATE INDEX audit_event_by_age ON safer.audit_event (recorded_at) WHERE detail_salt IS NOT NULL;

-- With a period.
INSERT INTO safer.retention_rule (id, of_table, what, holds, months, setting, runs_from, ends_with, applied_by, basis,
    reviewed_on)
VALUES
    ('audit-event-details', 'audit_event',
        'Who acted (subject) and what the record was before and after. That something was done, when, by which client of'
        ' which partner and to what, stays.',
        'account', 84, NULL, 'the day of the event', 'erase', 'erase_old_audit_details',
        'The details explain financial records, which public bodies keep for six years after the financial year they'
        ' belong to: no event is more than seven years old by then, whenever in its year it was.',
        date '2026-11-30'),
    ('stored-replies', 'idempotency_key',
        'The reply to a request that had an Idempotency-Key, with its key.',
        'text', NULL, 'SAFER_IDEMPOTENCY_HOURS', 'the moment of the request', 'delete', 'purge_idempotency_keys',
        'A repeated request is given its first answer for as long as a client may reasonably try again, and no longer.',
        date '2026-11-30'),
    ('people-at-meetings', 'attendance_person',
        'Which person it was that was at a meeting. That the office was there stays.',
        'person', 24, NULL, 'the day of the meeting', 'delete', 'delete_old_people',
        'Minutes are approved and questions about them asked within the two years after a meeting; from then on the'
        ' office that was represented is what matters.',
        date '2026-11-30'),
    ('names-of-loaded-files', 'observation_load',
        'What the file was called that a load of observations was read from. Its digest and the counts stay.',
        'text', 24, NULL, 'the day of the load', 'erase', 'erase_old_load_filenames',
        'The name helps to find a file that was loaded wrongly, which shows within two years. People name files after'
        ' people.',
        date '2026-11-30'),
    ('names-of-imported-agendas', 'agenda_import',
        'What the file was called that an agenda was brought from. What became of each item stays.',
        'text', 24, NULL, 'the day of the import', 'erase', 'erase_old_import_filenames',
        'As for loaded files: the name is of use until the import has been looked at.',
        date '2026-11-30');

-- Without one: kept as long as the record.
INSERT INTO safer.retention_rule (id, of_table, what, holds, basis, reviewed_on)
SELECT replace(r.of_table, '_', '-'), r.of_table, r.what, r.holds,
    CASE r.why
        WHEN 'money' THEN 'A financial record of the partnership, which its partners'' auditors must be able to follow'
            ' from the first payment to the last. Its texts are about money and should name nobody; one that does is'
            ' erased on instruction.'
        WHEN 'agreement' THEN 'The partners'' own agreement and what they have said on it: the partnership rests on it'
            ' for as long as it lasts. It names organisations and offices.'
        WHEN 'plan' THEN 'What the partnership resolved to do and what came of it, a public record of organisations and'
            ' offices. A text that names somebody is erased on instruction.'
        WHEN 'meeting' THEN 'The record of a public body''s meetings, which is permanent. It names offices; a text that'
            ' names somebody is erased on instruction.'
        WHEN 'figures' THEN 'Counts of areas and periods and what must be known to read them; about nobody.'
        WHEN 'project' THEN 'What public money was given for and what it achieved. It should name nobody who was helped;'
            ' a text that does is erased on instruction.'
        WHEN 'reference' THEN 'Reference data about organisations, offices and days; about nobody.'
        WHEN 'ledger' THEN 'The ledger: accounts and amounts, no words. It is never changed, so that it can be trusted.'
        WHEN 'audit' THEN 'That something was done, when, and by which client of which partner: what the partners answer'
            ' for, and what the chain proves to be whole. A client is a system, never a person''s account.'
        WHEN 'service' THEN 'What the service needs to know of itself; about nobody.'
    END,
    date '2026-11-30'
FROM (VALUES
    ('partner', 'Organisations, with a note.', 'text', 'reference'),
    ('fund', 'Funds and their hosts, with a note.', 'text', 'money'),
    ('fund_contributor', 'Who contributes to a fund, and when, with a note.', 'text', 'money'),
    ('agreement', 'Agreements about funds, with a note.', 'text', 'agreement'),
    ('agreement_party', 'Parties of an agreement, and the office that signed.', 'text', 'agreement'),
    ('agreement_minimum', 'What parties pay at the least, with a note.', 'text', 'agreement'),
    ('agreement_review', 'Days on which an agreement is reviewed.', 'nothing', 'agreement'),
    ('agreement_function', 'What is done under an agreement.', 'text', 'agreement'),
    ('agreement_additional', 'Partners that joined later.', 'nothing', 'agreement'),
    ('change_request', 'Changes that parties ask for, in their words.', 'text', 'agreement'),
    ('consent', 'What parties say of a change, with a note.', 'text', 'agreement'),
    ('withdrawal', 'Notices that a party leaves, with a note.', 'text', 'agreement'),
    ('business_case', 'Offers of partners that want to join, in their words.', 'text', 'agreement'),
    ('contribution', 'Contributions, with references, a note and the reason of a reversal.', 'text', 'money'),
    ('purpose', 'What money is spent on, with a note.', 'text', 'money'),
    ('expenditure', 'Spending, with references, a note and the reason of a reversal.', 'text', 'money'),
    ('transfer', 'Transfers, with references, a note and the reason of a reversal.', 'text', 'money'),
    ('closing', 'Closed financial years, with a note.', 'text', 'money'),
    ('closing_line', 'The statement of a closed year.', 'nothing', 'ledger'),
    ('account', 'Accounts.', 'nothing', 'ledger'),
    ('entry', 'Entries.', 'nothing', 'ledger'),
    ('posting', 'Postings.', 'nothing', 'ledger'),
    ('budget', 'Published budgets, with a note.', 'text', 'money'),
    ('budget_line', 'Their lines.', 'text', 'money'),
    ('audit_event', 'That something was done, without its details.', 'account', 'audit'),
    ('audit_seal', 'The hash chain over audit events.', 'nothing', 'audit'),
    ('observation_load', 'What became of observations that were loaded.', 'account', 'audit'),
    ('agenda_import', 'What became of an agenda that was brought.', 'account', 'audit'),
    ('post', 'Offices of the joint team, never their holders, with a note.', 'text', 'reference'),
    ('post_term', 'What such an office is from a day on, with a note.', 'text', 'reference'),
    ('name', 'Names that papers use of organisations and offices.', 'text', 'reference'),
    ('priority_set', 'The priorities of a time, with a note.', 'text', 'plan'),
    ('priority', 'Priorities and themes, with a note.', 'text', 'plan'),
    ('priority_set_member', 'Their places in a set.', 'text', 'plan'),
    ('lineage_step', 'How priorities follow from earlier ones, with a note.', 'text', 'plan'),
    ('priority_lead', 'Offices that lead a priority, with a note.', 'text', 'plan'),
    ('plan', 'Plans of others, with a note.', 'text', 'plan'),
    ('plan_aim', 'What a plan says it is for.', 'text', 'plan'),
    ('plan_priority', 'Priorities a plan serves, with a note.', 'text', 'plan'),
    ('csa_version', 'Versions of the Community Safety Agreement, with a note.', 'text', 'plan'),
    ('csa_chapter', 'Their chapters.', 'text', 'plan'),
    ('csa_decision', 'What was decided on a version.', 'text', 'plan'),
    ('action', 'Actions, described.', 'text', 'plan'),
    ('action_theme', 'Themes they serve.', 'nothing', 'plan'),
    ('action_progress', 'What was reported of an action.', 'text', 'plan'),
    ('commentary', 'What leads say of a quarter.', 'text', 'plan'),
    ('report', 'Reports as issued.', 'text', 'plan'),
    ('report_detail', 'What of a report fewer may read.', 'text', 'plan'),
    ('area', 'Areas, with a note.', 'text', 'figures'),
    ('indicator', 'Indicators, described.', 'text', 'figures'),
    ('observation', 'What is known of an indicator in an area and a period. Small numbers are withheld where its'
        ' indicator says so.', 'nothing', 'figures'),
    ('observation_revision', 'What was known of it before.', 'nothing', 'figures'),
    ('observation_withdrawal', 'Observations taken back, with the reason.', 'text', 'figures'),
    ('annotation', 'What has to be known to read a series.', 'text', 'figures'),
    ('body', 'Bodies that meet, with a note.', 'text', 'meeting'),
    ('standing_item', 'What stands on each agenda of a body.', 'text', 'meeting'),
    ('membership', 'Offices that belong to a body, with a note.', 'text', 'meeting'),
    ('meeting', 'Meetings, with a note and why one was cancelled.', 'text', 'meeting'),
    ('publication', 'That something of a meeting was published.', 'nothing', 'meeting'),
    ('item', 'Items of agendas, as everybody sees them.', 'text', 'meeting'),
    ('item_text', 'What they say.', 'text', 'meeting'),
    ('paper', 'Papers, as everybody sees them.', 'text', 'meeting'),
    ('paper_text', 'What they say, and the offices that wrote them.', 'text', 'meeting'),
    ('paper_file', 'Their files, which may say anything.', 'text', 'meeting'),
    ('paper_recommendation', 'What they ask for.', 'text', 'meeting'),
    ('meeting_reply', 'Whether an office will come to a meeting.', 'nothing', 'meeting'),
    ('attendance', 'Offices that were at a meeting.', 'nothing', 'meeting'),
    ('declaration', 'Interests that an office declared.', 'text', 'meeting'),
    ('minute', 'Minutes, as everybody sees them.', 'text', 'meeting'),
    ('minute_text', 'What they say.', 'text', 'meeting'),
    ('decision', 'What a meeting resolved or recommended.', 'text', 'meeting'),
    ('decision_option', 'Options it had.', 'text', 'meeting'),
    ('follow_up', 'What is to be reported back.', 'text', 'meeting'),
    ('bank_holiday', 'Days that are no working days.', 'nothing', 'reference'),
    ('project', 'Projects: what they are for and what came of them.', 'text', 'project'),
    ('project_partner', 'Organisations that take part.', 'text', 'project'),
    ('project_priority', 'Priorities they serve.', 'nothing', 'project'),
    ('project_theme', 'Themes they serve.', 'nothing', 'project'),
    ('project_action', 'Actions they belong to.', 'nothing', 'project'),
    ('project_target', 'What they are to reach.', 'text', 'project'),
    ('project_outcome', 'What they are for, and the result.', 'text', 'project'),
    ('project_step', 'How they stood, in words.', 'text', 'project'),
    ('grant_round', 'Money offered for projects.', 'text', 'money'),
    ('criterion', 'What a bid has to answer.', 'text', 'money'),
    ('bid', 'Bids, in the bidder''s words, and why they were decided so.', 'text', 'project'),
    ('bid_answer', 'Their answers.', 'text', 'project'),
    ('award', 'What projects were given, with a note.', 'text', 'money'),
    ('award_condition', 'What an award asks for.', 'text', 'money'),
    ('tranche', 'Parts an award is paid in.', 'nothing', 'money'),
    ('monitoring_return', 'What recipients say they did.', 'text', 'project'),
    ('grant_refund', 'Money that came back, with the reason.', 'text', 'money'),
    ('retention_rule', 'These rules.', 'nothing', 'service'),
    ('schema_migration', 'Which migrations were applied.', 'nothing', 'service'),
    ('schema_state', 'Which version of the service the database is for.', 'nothing', 'service')
) AS r (of_table, what, holds, why);

ALTER TABLE safer.retention_rule ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.retention_rule FORCE ROW LEVEL SECURITY;
