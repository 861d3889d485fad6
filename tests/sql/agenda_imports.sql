-- What an import of a published agenda makes of a meeting, what it refuses, and to whom its record is shown.
\ir support.psql
SELECT plan(153);

CREATE FUNCTION tap.comes(partner text, scope text DEFAULT 'meetings.write', today text DEFAULT '2018-03-28')
RETURNS void
LANGUAGE sql
BEGIN ATOMIC
    SELECT tap.acts(partner, today), set_config('safer.scope', scope, true);
END;
-- Imports rows of a CSV, each an object of cells, from line 2 on. What became of the meeting, items and papers.
CREATE FUNCTION tap.csv(rows jsonb, body text DEFAULT 'kcsp', published_on date DEFAULT NULL, form text DEFAULT 'csv',
    meeting jsonb DEFAULT '{}')
RETURNS text
LANGUAGE plpgsql
AS $$
DECLARE
    made record;
    told api.agenda_imports;
BEGIN
    PERFORM safer.open_agenda_staging();
    INSERT INTO pg_temp.agenda_staging
    SELECT r.*
    FROM jsonb_array_elements(rows) WITH ORDINALITY AS e (cells, n),
    LATERAL jsonb_populate_record(NULL::pg_temp.agenda_staging, e.cells || jsonb_build_object('line', CASE form
        WHEN 'csv' THEN e.n + 1 ELSE e.n END)) AS r;
    SELECT *
    INTO made
    FROM safer.import_agenda(gen_random_uuid(), body, form, 'agenda.csv', repeat('a', 64), 100, meeting, published_on);
    PERFORM set_config('tap.last', made.object, true);
    SELECT * INTO told FROM api.agenda_imports AS a WHERE a.id = made.object::uuid;
    RETURN concat_ws(' ', told.became, '|', told.items ->> 'created', told.items ->> 'changed', told.items ->> 'unchanged',
        told.items ->> 'missing', '|', told.papers ->> 'created', told.papers ->> 'changed', told.papers ->> 'unchanged',
        told.papers ->> 'missing');
END
$$;
-- The faults of such rows: where, and which.
CREATE FUNCTION tap.faults(rows jsonb, form text DEFAULT 'csv', meeting jsonb DEFAULT '{}', body text DEFAULT 'kcsp')
RETURNS text
LANGUAGE sql
RETURN (
    SELECT string_agg(concat_ws(' ', e.fault ->> 'line', e.fault ->> 'column', e.fault ->> 'pointer', e.fault ->> 'code'),
        ', ' ORDER BY e.place)
    FROM jsonb_array_elements(tap.detail(format('SELECT tap.csv(%L, %L, NULL, %L, %L)', rows, body, form, meeting))
        -> 'errors') WITH ORDINALITY AS e (fault, place));
CREATE FUNCTION tap.importing(rows jsonb, body text DEFAULT 'kcsp', published_on date DEFAULT NULL)
RETURNS text
LANGUAGE sql
RETURN format('SELECT tap.csv(%L, %L, %L)', rows, body, published_on);
-- One row: an item of this meeting, with these cells.
CREATE FUNCTION tap.item(cells jsonb DEFAULT '{}', external_id text DEFAULT 'm2')
RETURNS jsonb
LANGUAGE sql
RETURN jsonb_build_array(jsonb_build_object('meeting_external_id', external_id, 'meeting_starts_at', '2018-06-05T10:00',
    'meeting_place', 'Maidstone', 'ref', '1', 'title', 'One') || cells);
CREATE FUNCTION tap.meeting(external_id text)
RETURNS uuid
LANGUAGE sql
STABLE SECURITY DEFINER
BEGIN ATOMIC
    SELECT m.id FROM safer.meeting AS m WHERE m.external_id = meeting.external_id;
END;
-- The items of a meeting in their order, as they are kept.
CREATE FUNCTION tap.agenda(external_id text)
RETURNS text
LANGUAGE sql
STABLE SECURITY DEFINER
BEGIN ATOMIC
    SELECT string_agg(concat_ws(' ', i.ref, t.title, i.external_id, i.exempt_ground), ', ' ORDER BY i.place, i.id)
    FROM safer.item AS i
    JOIN safer.item_text AS t ON t.item = i.id
    WHERE i.meeting = tap.meeting(agenda.external_id);
END;
-- Counts all that an import may write.
CREATE FUNCTION tap.written()
RETURNS bigint
LANGUAGE sql
STABLE SECURITY DEFINER
BEGIN ATOMIC
    SELECT (SELECT count(*) + sum(m.version) FROM safer.meeting AS m) + (SELECT count(*) FROM safer.publication)
        + (SELECT count(*) + sum(i.version) FROM safer.item AS i) + (SELECT count(*) + sum(p.version) FROM safer.paper AS p)
        + (SELECT count(*) FROM safer.agenda_import);
END;
CREATE FUNCTION tap.last_import()
RETURNS uuid
LANGUAGE sql
RETURN current_setting('tap.last')::uuid;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA tap TO PUBLIC;
\set three '''[{"meeting_external_id": "m1", "meeting_starts_at": "2018-05-01T10:00", "meeting_place": "Maidstone", "ref": "A1", "title": "Apologies", "kind": "apologies", "external_id": "11"}, {"ref": "B1", "title": "Performance", "external_id": "12", "page_from": "3", "page_to": "9", "paper_title": "Report", "paper_url": "https://example.org/1", "paper_author_offices": "Analyst; Coordinator;Analyst"}, {"paper_title": "Annex", "paper_url": "https://example.org/2"}, {"ref": "B2", "title": "Roads", "external_id": "13", "verbal": "YES"}]''::jsonb'

SET LOCAL ROLE safer_service;

-- A new meeting, the same again, and what has changed
SELECT tap.comes('kcc');
SELECT is(tap.csv(:three), 'created | 3 0 0 0 | 2 0 0 0', 'a meeting that is not there is made, with items and papers');
SELECT is((SELECT row(starts_at, place, state, sequence, external_system, external_id, notice_on)::text FROM api.meetings
    WHERE id = tap.meeting('m1')), row(timestamptz '2018-05-01 09:00Z', 'Maidstone', 'scheduled', 0, 'moderngov', 'm1',
    NULL::date)::text, 'by the clocks in London, in the system of its body, as a draft');
SELECT is(tap.agenda('m1'), 'A1 Apologies 11, B1 Performance 12, B2 Roads 13', 'in the order of the agenda');
SELECT is((SELECT row(kind, marking, verbal, page_from, external_system, published_on)::text FROM api.items
    WHERE meeting = tap.meeting('m1') AND ref = 'B2'), row('business', 'OFFICIAL', true, NULL::integer, 'moderngov',
    NULL::date)::text, 'what is not said is as it is with any item');
SELECT is((SELECT string_agg(concat_ws(' ', title, url, author_offices), ', ' ORDER BY place) FROM api.papers
    WHERE meeting = tap.meeting('m1')), 'Report https://example.org/1 ["Analyst","Coordinator"], Annex'
    ' https://example.org/2 []', 'papers with their links, and each office once');
SELECT tap.written() AS written \gset
SELECT is(tap.csv(:three), 'unchanged | 0 0 3 0 | 0 0 2 0', 'the same again changes nothing');
SELECT is(tap.written(), (:written + 1)::bigint, 'no version counts up; only that it was sent is kept');
SELECT is(tap.csv(jsonb_set(:three, '{0,meeting_starts_at}', '"01/05/2018 11:30"')), 'changed | 0 0 3 0 | 0 0 2 0',
    'another time is a change');
SELECT is((SELECT row(starts_at, sequence, version)::text FROM api.meetings WHERE id = tap.meeting('m1')),
    row(timestamptz '2018-05-01 10:30Z', 1, 2)::text, 'that calendars are told of');
SELECT is((SELECT changed::text FROM api.agenda_imports WHERE became = 'changed'), '["starts_at"]', 'and is named');
SELECT is(tap.csv(jsonb_set(jsonb_set(:three, '{2,paper_title}', '"Annex A"') || '[{"ref": "C1", "title": "Next"}]',
    '{0,meeting_starts_at}', '"2018-05-01T10:30:00Z"')), 'unchanged | 1 0 3 0 | 0 1 1 0',
    'a link keeps its paper when its title changes, and what is new is put there');
SELECT is((SELECT string_agg(concat_ws(' ', d ->> 'ref', d ->> 'became', d ->> 'changed'), ', ')
    FROM api.agenda_imports AS a, jsonb_array_elements(a.details::jsonb) AS d
    WHERE a.papers ->> 'changed' = '1' AND d ->> 'became' <> 'unchanged'), 'B1 changed ["title"], C1 created []',
    'each with what became of it');
SELECT is(tap.csv(jsonb_set(:three - 3, '{1,title}', '"Figures"') - 2), 'changed | 0 1 1 2 | 0 0 1 1',
    'what is not on it any more is missing');
SELECT is(tap.agenda('m1'), 'A1 Apologies 11, B1 Figures 12, B2 Roads 13, C1 Next', 'and stays');
SELECT is(tap.csv(jsonb_build_array((:three -> 0) || '{"ref": "A2", "title": "Declarations", "external_id": "14"}',
    jsonb_build_object('ref', 'A1', 'title', 'Apologies')) || '[{"ref": "B2", "title": "Performance", "external_id": "12"},
    {"ref": "B1", "title": "Roads", "external_id": "13"}, {"ref": "C1", "title": "Next"}]'),
    'unchanged | 1 2 2 0 | 0 0 0 2', 'with external ids items may take each other''s references');
SELECT is(tap.agenda('m1'), 'A2 Declarations 14, A1 Apologies 11, B2 Performance 12, B1 Roads 13, C1 Next',
    'in the order of the agenda again');
SELECT is(tap.faults((:three - 2 - 2) || '[{"ref": "A2", "title": "Another", "external_id": "99"}]'),
    '3 ref ref-taken, 4 ref ref-taken', 'a reference that an item has which is not on it is a fault');
SELECT is(tap.csv((:three - 2) || '[{"ref": "A2", "title": "Declarations"}, {"ref": "C1", "title": "Next"}]'),
    'unchanged | 0 3 2 0 | 0 0 1 1', 'without an external id an item is known by its reference');
SELECT is(tap.agenda('m1'), 'A1 Apologies 11, B1 Performance 12, B2 Roads 13, A2 Declarations 14, C1 Next',
    'and is moved where the order is another');
SELECT is((SELECT external_id FROM api.items WHERE meeting = tap.meeting('m1') AND ref = 'A2'), '14', 'and keeps its own');
SELECT is((SELECT count(*) FROM api.papers WHERE meeting = tap.meeting('m1')), 2::bigint, 'no paper is lost either');
SELECT is(tap.csv(jsonb_set(:three - 1 - 1 - 1, '{0,meeting_starts_at}', '"2018-05-01T10:00"')), 'unchanged | 0 0 1 4 | 0 0 0 0',
    'of an item that is missing no paper is told');
SELECT is(tap.csv(jsonb_set(jsonb_set(:three - 3, '{1,paper_title}', '"Annex A"'), '{1,paper_url}', '"https://example.org/9"')),
    'unchanged | 0 0 2 3 | 1 1 0 1', 'a paper is known by its link');
SELECT is(tap.csv(jsonb_build_array((:three -> 0), (:three -> 1) || '{"paper_title": "Annex A", "paper_url":
    "https://example.org/8"}', '{"paper_title": "Annex B", "paper_url": "https://example.org/9"}'::jsonb)),
    'unchanged | 0 0 2 3 | 1 1 0 2', 'and not by a title, where another row has its link');
SELECT is((SELECT string_agg(title || ' ' || url, ', ' ORDER BY place) FROM api.papers WHERE meeting = tap.meeting('m1')
    AND place > 2), 'Annex B https://example.org/9, Annex A https://example.org/8', 'so that each keeps its own');

SELECT is(tap.csv(jsonb_build_array((:three -> 0) || '{"meeting_external_id": "m9", "meeting_starts_at": "2018-05-02T10:00",
    "paper_title": "P"}', '{"paper_title": "P"}'::jsonb)), 'created | 1 0 0 0 | 2 0 0 0', 'two papers may have one title');
SELECT is(tap.csv(jsonb_build_array((:three -> 0) || '{"meeting_external_id": "m9", "meeting_starts_at": "2018-05-02T10:00",
    "paper_title": "P"}', '{"paper_title": "P"}'::jsonb)), 'unchanged | 0 0 1 0 | 0 0 2 0', 'and are two when they come again');
SELECT is(tap.csv(jsonb_build_array((:three -> 0) || '{"meeting_external_id": "m9", "meeting_starts_at": "2018-05-02T10:00",
    "ref": "A2"}', '{"ref": "A1", "title": "Welcome"}'::jsonb)), 'unchanged | 1 1 0 0 | 0 0 0 0',
    'a reference that an item has given up is free for another');

-- Which meeting it is
RESET ROLE;
INSERT INTO safer.meeting (id, body, starts_at, place, ends_at)
VALUES ('00000000-0000-7000-8000-000000000001', 'kcsp', '2018-06-05 22:30Z', 'To be told', '2018-06-05 23:30Z'),
    ('00000000-0000-7000-8000-000000000002', 'kcst-smt', '2018-06-05 09:00Z', 'Elsewhere', NULL);
INSERT INTO safer.meeting (id, body, starts_at, place, state, cancelled_because)
VALUES ('00000000-0000-7000-8000-000000000003', 'kcsp', '2018-06-05 09:00Z', 'Maidstone', 'cancelled', 'Snow');
SET LOCAL ROLE safer_service;
SELECT is(tap.csv(tap.item('{"meeting_ends_at": "2018-06-05T12:00"}')), 'changed | 1 0 0 0 | 0 0 0 0',
    'a meeting of that day that has no external id is the one, unless it is cancelled or another body''s');
SELECT is((SELECT row(external_id, place, starts_at)::text FROM api.meetings
    WHERE id = '00000000-0000-7000-8000-000000000001'), row('m2', 'Maidstone', timestamptz '2018-06-05 09:00Z')::text,
    'and has it from then on');
SELECT is(tap.faults(tap.item('{"meeting_starts_at": "2018-06-05T13:00"}')), '2 meeting_ends_at times-invalid',
    'a meeting does not end before it starts');
SELECT is(tap.faults(tap.item('{"meeting_ends_at": "2018-06-09T13:00"}')), '2 meeting_ends_at times-invalid',
    'nor days after');
SELECT is(tap.csv(tap.item('{}', 'm3')), 'created | 1 0 0 0 | 0 0 0 0', 'one with another external id is another meeting');
SELECT is(tap.csv(tap.item('{"meeting_external_system": "other"}')), 'created | 1 0 0 0 | 0 0 0 0',
    'so is one of another system');
SELECT is(tap.csv(tap.item('{"meeting_external_system": "moderngov"}'), 'kcst-smt'), 'changed | 1 0 0 0 | 0 0 0 0',
    'and an external id is the body''s own');
SELECT is(tap.faults(tap.item(), body => 'kcst-smt'), '2 meeting_external_system cell-missing',
    'a body that is kept in no other system says in which the agenda is');

-- What is held, cancelled or approved stays
RESET ROLE;
UPDATE safer.meeting AS m SET state = 'held' WHERE m.id = tap.meeting('m3');
INSERT INTO safer.meeting (id, body, starts_at, place, state, cancelled_because, external_system, external_id)
VALUES ('00000000-0000-7000-8000-000000000004', 'kcsp', '2018-07-05 09:00Z', 'Maidstone', 'cancelled', 'Snow', 'moderngov',
    'm4');
INSERT INTO safer.meeting (id, body, starts_at, place, state, external_system, external_id, minutes_approved_at)
VALUES ('00000000-0000-7000-8000-000000000005', 'kcsp', '2018-01-05 09:00Z', 'Maidstone', 'held', 'moderngov', 'm5',
    tap.meeting('m3'));
SET LOCAL ROLE safer_service;
SELECT is(tap.outcome(tap.importing(tap.item('{}', 'm3'))), 'state-conflict', 'nothing is brought for one that was held');
SELECT is(tap.outcome(tap.importing(tap.item('{}', 'm4'))), 'state-conflict', 'nor that is cancelled');
SELECT is(tap.outcome(tap.importing(tap.item('{}', 'm5'))), 'minutes-approved', 'nor whose minutes are approved');

-- Who may
SELECT is_empty($$SELECT * FROM safer.import_agenda(gen_random_uuid(), 'no-such-body', 'csv', NULL, repeat('a', 64), 1, '{}',
    NULL)$$, 'a body that is not there has no meetings');
SELECT tap.comes('swale');
SELECT is(tap.outcome(tap.importing(tap.item())), 'not-your-body', 'who is no member keeps none');
SELECT is_empty('SELECT * FROM api.agenda_imports', 'and reads of no import');
SELECT tap.comes('ashford');
SELECT is(tap.csv(tap.item()), 'unchanged | 0 0 1 0 | 0 0 0 0', 'a member that is no constituent partner does');
SELECT isnt_empty('SELECT * FROM api.agenda_imports', 'and reads what became of it');
SELECT is_empty('SELECT * FROM api.agenda_imports WHERE body = ''kcst-smt''', 'but not of a body it does not belong to');
SELECT tap.comes('ashford', 'restricted.read');
SELECT is_empty('SELECT * FROM api.agenda_imports', 'nor without the scope to write');

-- What is not for publication
SELECT tap.comes('kcc');
SELECT is(tap.outcome(tap.importing(tap.item('{"restricted": "yes", "exempt_ground": "3"}', 'r1'))),
    'restricted-scope-needed', 'what is restricted is written by who may read it');
SELECT tap.comes('kcc', 'meetings.write restricted.read');
SELECT is(tap.csv(tap.item('{"restricted": "yes", "exempt_ground": "3", "public_title": "Staff", "title": "Pay"}', 'r1')
    || '[{"ref": "2", "restricted": "true", "exempt_ground": "1", "public_title": "Reviews"}, {"ref": "3", "title": "Open",
    "paper_title": "Costs", "paper_url": "https://example.org/c", "paper_restricted": "true", "paper_exempt_ground": "3"}]'), 'created | 3 0 0 0 | 1 0 0 0',
    'who then does');
SELECT is(tap.agenda('r1'), '1 Pay 3, 2 Reviews 1, 3 Open', 'without a title it has its public one');
SELECT tap.last_import() AS restricted_import \gset
SELECT is((SELECT count(*) FROM api.agenda_imports WHERE id = :'restricted_import'), 1::bigint, 'and reads what became of it');
SELECT is(safer.restricted_body(:'restricted_import', 'import_agenda', 'kcsp'), 'kcsp', 'its event tells who may read that');
SELECT tap.comes('kcc');
SELECT is((SELECT count(*) FROM api.agenda_imports WHERE id = :'restricted_import'), 0::bigint, 'nobody else does');
SELECT is(tap.outcome(tap.importing(tap.item('{"title": "Pay"}', 'r1'))), 'restricted-scope-needed',
    'nor learns whether a title is right');
SELECT is(tap.outcome(tap.importing(tap.item('{"title": "Guess"}', 'r1'))), 'restricted-scope-needed', 'or wrong');
SELECT is(tap.outcome(tap.importing(tap.item('{"ref": "3", "title": "Open", "paper_title": "Costs"}', 'r1'))),
    'restricted-scope-needed', 'or that of a paper');
SELECT is(tap.outcome(tap.importing(tap.item('{"ref": "3", "title": "Open", "paper_title": "Guess"}', 'r1'))),
    'restricted-scope-needed', 'and so');
SELECT is(tap.csv(tap.item('{"ref": "3", "title": "Open"}', 'r1')), 'unchanged | 0 0 1 2 | 0 0 0 0',
    'an agenda without it is brought by anybody who keeps meetings');
SELECT tap.last_import() AS open_import \gset
SELECT is(safer.restricted_body(:'open_import', 'import_agenda', 'kcsp'), 'kcsp',
    'but what it was before is withheld where something of the meeting is restricted now');
SELECT tap.comes('kcc', 'meetings.write restricted.read');
SELECT is(tap.csv(tap.item('{"ref": "3", "title": "Open"}', 'r1')), 'unchanged | 0 0 1 2 | 0 0 0 1',
    'that one of its papers is missing is told to who may read it');
SELECT tap.last_import() AS paper_missing \gset
SELECT is(tap.csv(tap.item('{"title": "Pay"}', 'r1')), 'unchanged | 0 0 1 2 | 0 0 0 0', 'an item may be named');
SELECT tap.last_import() AS item_import \gset
SELECT is(tap.csv(tap.item('{"ref": "3", "title": "Open", "paper_title": "Costs"}', 'r1')), 'unchanged | 0 0 1 2 | 0 0 1 0',
    'or a paper');
SELECT tap.last_import() AS paper_import \gset
SELECT tap.comes('kcc');
SELECT is((SELECT count(*) FROM api.agenda_imports WHERE id = :'paper_missing'), 0::bigint, 'and nobody else, afterwards');
SELECT is((SELECT count(*) FROM api.agenda_imports WHERE id IN (:'item_import', :'paper_import')), 0::bigint,
    'which nobody else is told of, though the agenda does not say that they are restricted');
SELECT is(tap.csv(tap.item('{"paper_title": "P"}', 'r2')), 'created | 1 0 0 0 | 1 0 0 0', 'of what is open');
SELECT tap.last_import() AS open_import \gset
SELECT is(safer.restricted_body(:'open_import', 'import_agenda', 'kcsp'), NULL, 'the event is for everybody who reads events');
RESET ROLE;
UPDATE safer.paper SET restricted = true, exempt_ground = '1' WHERE meeting = tap.meeting('r2');
SELECT is(safer.restricted_body(:'open_import', 'import_agenda', 'kcsp'), 'kcsp', 'until a paper is restricted');
UPDATE safer.paper SET restricted = false, exempt_ground = NULL WHERE meeting = tap.meeting('r2');
UPDATE safer.item SET restricted = true, exempt_ground = '1' WHERE meeting = tap.meeting('r2');
SELECT is(safer.restricted_body(:'open_import', 'import_agenda', 'kcsp'), 'kcsp', 'or an item');
SET LOCAL ROLE safer_service;
SELECT tap.comes('kcc', 'meetings.write restricted.read');
SELECT is(tap.csv(tap.item('{"restricted": "yes", "exempt_ground": "3"}', 'r3')), 'created | 1 0 0 0 | 0 0 0 0', 'a draft');
SELECT safer.remove_item(tap.meeting('r3'), (SELECT id FROM api.items WHERE meeting = tap.meeting('r3')), NULL);
SELECT is(safer.restricted_body(tap.last_import()::text, 'import_agenda', 'kcsp'), 'kcsp', 'that is gone is told of no more');
SELECT is(tap.faults(tap.item('{"restricted": "no", "title": "Pay"}', 'r1')), '2 restricted restriction-invalid',
    'nothing is opened');
SELECT is(tap.faults(tap.item('{"ref": "3", "title": "Open", "paper_title": "Costs", "paper_restricted": "FALSE"}', 'r1')),
    '2 paper_restricted restriction-invalid', 'no paper either');
SELECT is(tap.csv(tap.item('{"title": "Pay", "exempt_ground": "4"}', 'r1') || '[{"ref": "3", "title": "Open",
    "restricted": "true", "exempt_ground": "1", "public_title": "Some", "public_interest": "Because"}]'),
    'unchanged | 0 2 0 1 | 0 0 0 1', 'the ground may change, and what is open may be restricted');
SELECT is(tap.agenda('r1'), '1 Pay 4, 2 Reviews 1, 3 Open 1', 'and is');
SELECT is((SELECT row(public_title, public_interest)::text FROM api.items WHERE meeting = tap.meeting('r1') AND ref = '3'),
    row('Some', 'Because')::text, 'with what everybody sees of it');
SELECT is(tap.faults(tap.item('{"restricted": "true"}') || '[{"ref": "2", "title": "T", "public_title": "T"}, {"ref": "3",
    "title": "T", "paper_title": "P", "paper_restricted": "true"}]'),
    '2 exempt_ground restriction-invalid, 3 public_title restriction-invalid, 4 paper_exempt_ground restriction-invalid',
    'a restriction is whole, or a fault of its row');

-- Publication
SELECT tap.comes('kcc');
SELECT is(tap.outcome(tap.importing(tap.item('{}', 'p1'), 'kcsp', '2018-03-29')), 'date-in-future',
    'what is published was published');
SELECT is(tap.csv(tap.item('{"paper_title": "P"}', 'p1') || '[{"ref": "2", "title": "Two"}]', 'kcsp', '2018-03-20'),
    'created | 2 0 0 0 | 1 0 0 0', 'an agenda may be published with it');
SELECT is((SELECT row(notice_on, agenda_on)::text FROM api.meetings WHERE id = tap.meeting('p1')),
    row(date '2018-03-20', date '2018-03-20')::text, 'on its day');
SELECT is((SELECT count(*) FROM api.items WHERE meeting = tap.meeting('p1') AND published_on = '2018-03-20'), 2::bigint,
    'all its items');
SELECT is((SELECT published_on FROM api.agenda_imports WHERE id = tap.last_import()), date '2018-03-20', 'which is said');
SELECT is(tap.csv(tap.item('{"paper_title": "P"}', 'p1') || '[{"ref": "2", "title": "Two"}]', 'kcsp', '2018-03-21'),
    'unchanged | 0 0 2 0 | 0 0 1 0', 'again, there is nothing to publish');
SELECT is((SELECT published_on FROM api.agenda_imports WHERE id = tap.last_import()), NULL, 'and nothing is');
SELECT is(tap.csv(tap.item('{}', 'p1') || '[{"ref": "3", "title": "Three"}]'), 'unchanged | 1 0 1 1 | 0 0 0 0', 'a draft');
SELECT is(tap.outcome(tap.importing(tap.item('{}', 'p1'), 'kcsp', '2018-03-22')), 'drafts-not-imported',
    'what is a draft here and not on the agenda is not published with it');
SELECT is(tap.csv(tap.item('{}', 'p1') || '[{"ref": "3", "title": "Three"}]', 'kcsp', '2018-03-22'),
    'unchanged | 0 0 2 1 | 0 0 0 0', 'a supplement is');
RESET ROLE;
INSERT INTO safer.paper (id, item, meeting, body, place)
SELECT '00000000-0000-7000-8000-000000000061', i.id, i.meeting, i.body, 9 FROM safer.item AS i
WHERE i.meeting = tap.meeting('p1') AND i.ref = '2';
INSERT INTO safer.paper_text (paper, title) VALUES ('00000000-0000-7000-8000-000000000061', 'Draft');
SET LOCAL ROLE safer_service;
SELECT is(tap.outcome(tap.importing(tap.item('{}', 'p1') || '[{"ref": "3", "title": "Three"}]', 'kcsp', '2018-03-22')),
    'drafts-not-imported', 'nor is a paper');

-- Faults
SELECT tap.written() AS written \gset
SELECT is(tap.faults('[{"ref": "1", "title": "One"}]'), '2 meeting_external_id cell-missing, 2 meeting_place cell-missing,'
    ' 2 meeting_starts_at cell-missing', 'a meeting has an id, a time and a place');
SELECT is(tap.faults('[]'), '1 row-missing', 'an agenda has a row');
SELECT is(tap.faults((SELECT jsonb_agg(jsonb_build_object('ref', n)) FROM generate_series(1, 2001) AS n)),
    '2 rows-too-many', 'and has no end of them');
SELECT is(tap.faults(tap.item('{"fault": "cells|Too many.", "fault_column": "url"}')), '2 url cells',
    'what has not the right shape is no row');
SELECT is(tap.faults(tap.item('{"ref": null}')), '2 ref cell-missing', 'a row before the first item is of none');
SELECT is(tap.faults(tap.item('{"title": null}')), '2 title cell-missing', 'an item has a title');
SELECT is(tap.faults(tap.item('{"paper_url": "https://example.org"}')), '2 paper_title cell-missing', 'a paper too');
SELECT is(tap.faults(tap.item() || '[{"ref": "1", "title": "Two"}, {"meeting_place": "Dover", "paper_title": "P"}]'),
    '3 title cell-differs, 4 meeting_place cell-differs', 'what a row says again it says alike');
SELECT is(tap.csv(tap.item() || '[{"ref": "1", "title": " One ", "meeting_place": "Maidstone", "paper_title": "P"}]'),
    'unchanged | 0 0 1 0 | 1 0 0 0', 'as it may');
SELECT is(tap.faults(tap.item('{"external_id": "7"}') || '[{"ref": "2", "title": "Two", "external_id": "7"}, {"ref": "1",
    "title": "Three"}]'), '3 external_id row-repeated, 4 ref row-repeated', 'each reference and id stands there once');
SELECT is(tap.faults(tap.item() || (SELECT jsonb_agg(jsonb_build_object('paper_title', n))
    FROM generate_series(1, 100) AS n)), '102 paper_title rows-too-many', 'an item has no more papers than it may');
SELECT is(tap.faults(tap.item('{"page_from": "3"}') || '[{"ref": "2", "title": "T", "page_from": "4", "page_to": "3"}]'),
    '2 page_to pages-invalid, 3 page_to pages-invalid', 'pages are both, in their order');
SELECT is(tap.faults(tap.item(c.cells)), '2 ' || c.name || ' cell-invalid', c.name || ' says what it may')
FROM (
    SELECT k AS name, jsonb_build_object(k, v) AS cells
    FROM (VALUES
        ('meeting_external_system', repeat('x', 41)), ('meeting_external_id', repeat('x', 101)),
        ('meeting_starts_at', '2018-02-30T10:00'), ('meeting_ends_at', 'noon'), ('meeting_place', repeat('x', 301)),
        ('meeting_url', 'ftp://example.org'), ('ref', 'one'), ('title', E'One\nTwo'), ('kind', 'other'),
        ('description', repeat('x', 20001)), ('restricted', 'maybe'), ('exempt_ground', '8'),
        ('public_interest', repeat('x', 2001)), ('public_title', repeat('x', 301)), ('marking', 'SECRET'),
        ('verbal', '2'), ('external_id', repeat('x', 101)), ('url', 'https://example.org/a b'),
        ('paper_title', repeat('x', 301)), ('paper_classification', repeat('x', 101)),
        ('paper_author_offices', repeat('x', 201)), ('paper_summary', repeat('x', 4001)), ('paper_restricted', '-'),
        ('paper_exempt_ground', 'secret'), ('paper_public_interest', repeat('x', 2001)),
        ('paper_public_title', E'a\tb')) AS c (k, v)
    WHERE k NOT LIKE 'paper\_%' OR k = 'paper_title') AS c;
SELECT is(tap.faults(tap.item(c.cells)), '2 ' || c.name || ' cell-invalid', c.name || ' says what it may')
FROM (
    SELECT k AS name, jsonb_build_object('paper_title', 'P', k, v) AS cells
    FROM (VALUES
        ('paper_url', 'example.org'), ('paper_classification', repeat('x', 101)),
        ('paper_author_offices', repeat('x', 201)), ('paper_summary', repeat('x', 4001)), ('paper_restricted', '-'),
        ('paper_exempt_ground', 'secret'), ('paper_public_interest', repeat('x', 2001)),
        ('paper_public_title', E'a\tb')) AS c (k, v)) AS c;
SELECT is(tap.faults(tap.item('{"page_from": "x", "page_to": "100000"}')), '2 page_from cell-invalid, 2 page_to'
    ' cell-invalid', 'a page is a number');
SELECT is(tap.faults(tap.item(jsonb_build_object('paper_title', 'P', 'paper_author_offices',
    (SELECT string_agg(n::text, ';') FROM generate_series(1, 21) AS n)))), '2 paper_author_offices cell-invalid',
    'a paper is by few offices');
SELECT is(tap.written(), (:written + 3)::bigint, 'what is refused leaves nothing');
SELECT is(tap.faults('[{"ref": "1", "title": "T", "papers": "[{\"title\": \"P\"}, {\"title\": \"Q\", \"restricted\": true}]"},
    {"ref": "2"}, {"ref": "1", "title": "T", "restricted": "true"}]', 'json', '{"external_id": "j1",
    "starts_at": "2018-09-01T10:00:00+01:00", "ends_at": "2018-09-01T10:00:00+02:00"}'),
    '/place cell-missing, /items/1/title cell-missing, /items/2/ref row-repeated', 'of JSON faults are told by pointers');
SELECT is(tap.faults('[{"ref": "1", "title": "T", "papers": "[{\"title\": \"P\"}, {\"title\": \"Q\", \"exempt_ground\": \"1\"}]"}]',
    'json', '{"external_id": "j1", "starts_at": "2018-09-01T10:00:00+01:00", "place": "P"}'),
    '/items/0/papers/1/exempt_ground restriction-invalid', 'those of papers too');
SELECT is(tap.csv('[{"ref": "1", "title": "T", "verbal": "true", "page_from": "1", "page_to": "2", "papers":
    "[{\"title\": \"P\", \"author_offices\": [\"A; B\"]}]"}]', 'kcsp', NULL, 'json', '{"external_id": "j1",
    "starts_at": "2018-09-01T10:00:00+01:00", "place": "P", "url": null}'), 'created | 1 0 0 0 | 1 0 0 0',
    'what is right is kept');
SELECT is(tap.csv('[{"ref": "1", "title": "T", "verbal": "true", "page_from": "1", "page_to": "2", "papers":
    "[{\"title\": \"P\", \"author_offices\": [\"A; B\"]}]"}]', 'kcsp', NULL, 'json', '{"external_id": "j1",
    "starts_at": "2018-09-01T09:00:00Z", "place": "P"}'), 'unchanged | 0 0 1 0 | 0 0 1 0', 'and known again');
-- What may not be read of an item is not guessed either
SELECT tap.comes('kcc', 'meetings.write restricted.read');
SELECT is(tap.csv(tap.item('{"restricted": "yes", "exempt_ground": "3", "external_id": "77"}', 'g1')
    || '[{"ref": "2", "title": "Open", "external_id": "78"}]'), 'created | 2 0 0 0 | 0 0 0 0', 'with an id that is withheld');
SELECT tap.comes('kcc');
SELECT is(tap.outcome(tap.importing(tap.item(jsonb_build_object('ref', g.ref, 'external_id', g.id), 'g1'))),
    'restricted-scope-needed', format('reference %s and id %s tell nothing', g.ref, g.id))
FROM (VALUES ('9', '77'), ('9', '79'), ('1', '77'), ('1', '79')) AS g (ref, id);
SELECT is(tap.csv(tap.item('{"ref": "2", "title": "Opened", "external_id": "78"}', 'g1')), 'unchanged | 0 1 0 1 | 0 0 0 0',
    'what is open is brought up to date');
SELECT tap.comes('kcc', 'meetings.write restricted.read');
SELECT is(tap.faults(tap.item('{"ref": "2", "restricted": "no", "external_id": "77"}', 'g1')
    || '[{"ref": "1", "title": "Opened", "external_id": "78"}]'), '2 restricted restriction-invalid',
    'where references change hands, it is still told what is wrong');

-- No more papers than there may be
SELECT is(tap.faults((
        SELECT jsonb_agg(jsonb_build_object('ref', n, 'title', 'T', 'papers', p.papers))
        FROM generate_series(1, 21) AS n, (
            SELECT jsonb_agg(jsonb_build_object('title', k))::text AS papers FROM generate_series(1, 99) AS k) AS p),
    'json', '{"external_id": "g2", "starts_at": "2018-09-01T10:00:00+01:00", "place": "P"}'), ' rows-too-many',
    'an agenda has no end of papers');
SELECT is(tap.csv(tap.item('{"paper_title": "First"}', 'g3')), 'created | 1 0 0 0 | 1 0 0 0', 'a paper');
RESET ROLE;
UPDATE safer.paper AS p SET place = 99 WHERE p.meeting = tap.meeting('g3');
SET LOCAL ROLE safer_service;
SELECT is(tap.faults(tap.item('{"paper_title": "Second"}', 'g3')), '2 paper_title rows-too-many', 'nor an item with those it has');
RESET ROLE;
UPDATE safer.body SET to_on = '2018-12-31' WHERE id = 'kcsp';
SET LOCAL ROLE safer_service;
SELECT is(tap.faults(tap.item('{"meeting_starts_at": "2019-01-05T10:00"}', 'late')), '2 meeting_starts_at date-implausible',
    'a body that meets no more has no meeting then');
RESET ROLE;
SELECT is(safer.read_meeting_time(t.said), t.means, t.said)
FROM (VALUES ('2018-03-25 02:00', timestamptz '2018-03-25 01:00Z'), ('2018-12-05T10:00:00', '2018-12-05 10:00Z'),
    ('5/6/2018 9:30', '2018-06-05 08:30Z'), ('2018-06-05T10:00-05:00', '2018-06-05 15:00Z'), ('05/13/2018 10:00', NULL),
    ('2018-06-05', NULL), ('1989-12-31T23:59Z', NULL), ('2101-01-01T00:00Z', NULL), ('2018-06-05T25:00', NULL)) AS t (said, means);
SELECT throws_ok('UPDATE safer.agenda_import SET bytes = 1', '23001', NULL, 'what became of an import stays written');

SELECT * FROM finish();
ROLLBACK;
