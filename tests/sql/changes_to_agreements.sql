-- Who signs an agreement and how one is changed: every rule with half of the rows hidden, and what a date makes of it.
\ir support.psql
SELECT plan(66);

CREATE FUNCTION tap.signing(partner text, signed_on date DEFAULT '2018-01-15', agreement text DEFAULT 'kcst-mou-2018')
RETURNS text
LANGUAGE sql
RETURN format('SELECT * FROM safer.sign_agreement(%L, %L, %L, ''Chief Officer'')', agreement, partner, signed_on);
CREATE FUNCTION tap.asking(id uuid, agreement text DEFAULT 'kcst-mou-2018')
RETURNS text
LANGUAGE sql
RETURN format('SELECT safer.create_change_request(%L, %L, ''Title'', ''Text'', NULL)', id, agreement);
CREATE FUNCTION tap.answering(change uuid, agrees boolean DEFAULT true, decided_on date DEFAULT NULL,
    agreement text DEFAULT 'kcst-mou-2018')
RETURNS text
LANGUAGE sql
RETURN format('SELECT * FROM safer.create_consent(%L, %L, %L, %L, NULL)', agreement, change, agrees, decided_on);
CREATE FUNCTION tap.change(change uuid, on_date date)
RETURNS text
LANGUAGE sql
STABLE
AS $$
    SELECT concat_ws(' ', c.state, c.agreed_on, c.lands_on, c.waits_for)
    FROM safer.change_requests('kcst-mou-2018', change, on_date) AS c
$$;
\set first '''00000000-0000-7000-8000-000000000001'''
\set second '''00000000-0000-7000-8000-000000000002'''
\set third '''00000000-0000-7000-8000-000000000003'''
\set fourth '''00000000-0000-7000-8000-000000000004'''
SELECT tap.make_half_hidden_fund();
SET LOCAL ROLE safer_service;

-- Signatures
SELECT tap.acts('');
SELECT is_empty(tap.signing('maidstone', agreement => 'half-hidden-agreement'),
    'who does not see an agreement finds no party of it');
SELECT is(tap.outcome(tap.signing('kcc')), 'not-your-signature', 'nobody signs without a partner');
SELECT tap.acts('kfrs');
SELECT is(tap.outcome(tap.signing('kcc')), 'not-your-signature', 'nobody signs for another party');
SELECT tap.acts('swale');
SELECT is(tap.outcome(tap.signing('kcc')), 'not-your-signature', 'nor does a partner that is no party');
SELECT is_empty(tap.signing('swale'), 'which has no place to sign at');
SELECT tap.acts('kcc', '2018-02-01');
SELECT is(tap.outcome(tap.signing('kcc', '2018-02-02')), 'date-in-future', 'nobody signs tomorrow');
SELECT is(tap.outcome(tap.signing('kcc', '2016-12-31')), 'date-implausible',
    'nor more than a year before the first day');
SELECT tap.acts('kcc', '2020-06-01');
SELECT is(tap.outcome(tap.signing('kcc', '2020-04-01')), 'date-implausible', 'nor after the last');
SELECT is(tap.outcome(tap.signing('kcc', '2017-12-15')), 'accepted', 'a party signs for itself, even before the term');
SELECT is((SELECT row(state, signed_on, designation)::text FROM api.agreement_parties
    WHERE agreement = 'kcst-mou-2018' AND partner = 'kcc'), row('signed', date '2017-12-15', 'Chief Officer')::text,
    'its day and office are kept');
SELECT is(tap.outcome(tap.signing('kcc')), 'already-signed', 'and it signs once');
SELECT is((SELECT version FROM api.agreements WHERE id = 'kcst-mou-2018'), 2, 'the agreement''s version counts up');
SELECT set_eq($$SELECT state FROM api.agreement_parties WHERE agreement = 'kcst-mou-2018' AND partner <> 'kcc'$$,
    ARRAY['unsigned'], 'the others have not signed');
SELECT is((SELECT signatures::text FROM safer.agreements_on('2017-12-14') WHERE id = 'kcst-mou-2018'), '[]',
    'the day before nobody had');
SELECT is((SELECT json_array_length(signatures) FROM safer.agreements_on('2017-12-15') WHERE id = 'kcst-mou-2018'), 1,
    'that day one had');
SELECT is((SELECT row_to_json(x)::jsonb ->> 'state' FROM safer.agreements_on('2017-12-31') AS x
    WHERE id = 'kcst-mou-2018'), 'not_started', 'before its first day an agreement has not started');
SELECT is((SELECT string_agg(x.state, ' ' ORDER BY d) FROM unnest('{2018-01-01,2020-03-31,2020-04-01}'::date[]) AS d,
    safer.agreements_on(d) AS x WHERE x.id = 'kcst-mou-2018'), 'in_force in_force ended',
    'it is in force from its first day to its last');
SELECT tap.acts('maidstone', '2018-05-01');
SELECT is(tap.outcome(tap.signing('maidstone', '2018-05-01', 'half-hidden-agreement')), 'accepted',
    'a party that is no constituent partner signs too');
SELECT is(tap.outcome('UPDATE safer.agreement_party SET signed_on = ''2018-05-01'''), '42501',
    'nobody signs past the rule');

-- Who asks for a change
SELECT tap.acts('', '2018-09-03');
SELECT is((SELECT safer.create_change_request(:first, 'half-hidden-agreement', 'T', 'T', NULL)), NULL,
    'who does not see an agreement asks for nothing');
SELECT is(tap.outcome(tap.asking(:first)), 'not-a-party', 'nobody asks without a partner');
SELECT tap.acts('swale', '2018-09-03');
SELECT is(tap.outcome(tap.asking(:first)), 'not-a-party', 'nor a partner that is no party');
SELECT tap.acts('maidstone', '2018-09-03');
SELECT is(tap.outcome(tap.asking(:first, 'half-hidden-agreement')), 'not-a-party',
    'nor a party that is no constituent partner');
SELECT tap.acts('kcc', '2018-09-03');
SELECT is(tap.outcome(tap.asking(:first, 'half-hidden-agreement')), 'not-a-party',
    'nor a constituent partner that is no party');
SELECT tap.acts('kcc', '2017-12-31');
SELECT is(tap.outcome(tap.asking(:first)), 'agreement-not-started', 'nor before the first day');
SELECT tap.acts('kcc', '2020-04-01');
SELECT is(tap.outcome(tap.asking(:first)), 'agreement-over', 'nor after the last');
RESET ROLE;
UPDATE safer.agreement SET dissolved_on = '2019-10-31' WHERE id = 'kcst-mou-2018';
SET LOCAL ROLE safer_service;
SELECT tap.acts('kcc', '2019-11-01');
SELECT is(tap.outcome(tap.asking(:first)), 'agreement-over', 'nor once it is dissolved');
RESET ROLE;
UPDATE safer.agreement SET dissolved_on = NULL WHERE id = 'kcst-mou-2018';
SET LOCAL ROLE safer_service;
SELECT tap.acts('kcc', '2018-09-03');
SELECT is(tap.outcome(tap.asking(:first)), 'accepted', 'a constituent partner that is party asks');
SELECT is(tap.change(:first, '2018-09-03'), 'requested', 'so far it is asked for');
SELECT is((SELECT row(consents::jsonb -> 0 ->> 'partner', json_array_length(consents), missing::text)::text
    FROM safer.change_requests('kcst-mou-2018', :first, '2018-09-03')),
    row('kcc', 1, '["kent-police", "kfrs"]')::text, 'who asks agrees, and the others have not answered');
SELECT is((SELECT says::jsonb FROM safer.change_requests('kcst-mou-2018', :first, '2018-09-03')),
    jsonb_build_array('The next review is on 1 January 2019: if every party has agreed by then, the change is made'
    ' that day.'), 'it says which review is next');

-- Who sees it
SELECT tap.acts('', '2018-09-10');
SELECT is_empty('SELECT id FROM safer.change_request', 'without a partner no request is seen');
SELECT is_empty('SELECT * FROM safer.consent', 'and no consent');
SELECT tap.acts('swale', '2018-09-10');
SELECT is_empty('SELECT id FROM safer.change_request', 'nor by a partner that is no party, public as the agreement is');
SELECT is_empty(tap.answering(:first), 'which finds nothing to answer');
SELECT tap.acts('kfrs', '2018-09-10');
SELECT is((SELECT count(*) FROM safer.change_request), 1::bigint, 'a party sees it');
SELECT is_empty(tap.answering(:first, agreement => 'half-hidden-agreement'), 'under its own agreement only');
SELECT is(tap.outcome($$INSERT INTO safer.consent (change, partner, agrees, decided_on)
    VALUES ('00000000-0000-7000-8000-000000000001', 'kent-police', true, '2018-09-10')$$), '42501',
    'and writes no consent past the rules');

-- Consents
SELECT is(tap.outcome(tap.answering(:first, decided_on => '2018-09-11')), 'date-in-future', 'nobody decides tomorrow');
SELECT is(tap.outcome(tap.answering(:first, decided_on => '2018-09-02')), 'date-implausible',
    'nor before it was asked');
SELECT is(tap.outcome(tap.answering(:first)), 'accepted', 'a party agrees, today if it does not say when');
SELECT is(tap.change(:first, '2018-09-10'), 'under_consideration', 'so it is considered');
SELECT is(tap.change(:first, '2018-09-09'), 'requested', 'and was not the day before');
SELECT is(tap.outcome(tap.answering(:first, false)), 'already-decided', 'a party answers once');
SELECT tap.acts('kcc', '2018-09-10');
SELECT is(tap.outcome(tap.answering(:first)), 'already-decided', 'who asked has answered');
SELECT tap.acts('kent-police', '2019-01-01');
SELECT is(tap.outcome(tap.answering(:first)), 'accepted', 'the last party agrees, on the day of a review');
SELECT is(tap.change(:first, '2019-01-01'), 'applied 2019-01-01 2019-01-01', 'and the change is made on that very day');
SELECT is((SELECT version FROM safer.change_requests('kcst-mou-2018', :first, '2019-01-01')), 3,
    'each answer counts the version up');

SELECT tap.acts('kcc', '2019-01-02');
SELECT is(tap.outcome(tap.asking(:second)), 'accepted', 'another change is asked for, the day after the review');
SELECT tap.acts('kfrs', '2019-01-02');
SELECT is(tap.outcome(tap.answering(:second)), 'accepted', 'one agrees');
SELECT tap.acts('kent-police', '2019-02-01');
SELECT is(tap.outcome(tap.answering(:second, decided_on => '2019-01-20')), 'accepted', 'and the other, days ago');
SELECT is(tap.change(:second, '2019-12-31'), 'scheduled 2019-01-20 2020-01-01', 'it is scheduled for the next review');
SELECT is(tap.change(:second, '2020-01-01'), 'applied 2019-01-20 2020-01-01', 'which makes it');
RESET ROLE;
UPDATE safer.agreement SET dissolved_on = '2019-12-31' WHERE id = 'kcst-mou-2018';
SET LOCAL ROLE safer_service;
SELECT is(tap.change(:second, '2020-01-01'), 'waiting 2019-01-20', 'unless the agreement is dissolved before');
RESET ROLE;
UPDATE safer.agreement SET dissolved_on = NULL WHERE id = 'kcst-mou-2018';
SET LOCAL ROLE safer_service;

SELECT tap.acts('kfrs', '2019-05-01');
SELECT is(tap.outcome(tap.asking(:third)), 'accepted', 'a third change is asked for');
SELECT tap.acts('kcc', '2019-05-02');
SELECT is(tap.outcome(tap.answering(:third, false)), 'accepted', 'and refused by one');
SELECT is(tap.change(:third, '2019-05-02'), 'rejected', 'which rejects it');
SELECT tap.acts('kent-police', '2019-05-03');
SELECT is(tap.outcome(tap.answering(:third)), 'change-request-closed', 'whatever others say');

-- No review is left
SELECT tap.acts('kcc', '2020-01-02');
SELECT is(tap.outcome(tap.asking(:fourth)), 'accepted', 'after the last review a change is asked for all the same');
SELECT is((SELECT says::jsonb FROM safer.change_requests('kcst-mou-2018', :fourth, '2020-01-02')),
    jsonb_build_array('No review of this agreement is left: if every party agrees, the change waits for the next'
    ' agreement.', 'There is none yet.'), 'and it is said at once that no review is left');
SELECT tap.acts('kfrs', '2020-01-03');
SELECT is(tap.outcome(tap.answering(:fourth)), 'accepted', 'one agrees');
SELECT tap.acts('kent-police', '2020-01-03');
SELECT is(tap.outcome(tap.answering(:fourth)), 'accepted', 'and the last');
SELECT is(tap.change(:fourth, '2020-01-03'), 'waiting 2020-01-03', 'it waits, and lands on no day');
RESET ROLE;
INSERT INTO safer.agreement (id, title, fund, starts_on, ends_on, succeeds)
VALUES ('next', 'Next', 'kcst-pooled-budget', '2020-04-01', '2023-03-31', 'kcst-mou-2018');
SET LOCAL ROLE safer_service;
SELECT is(tap.change(:fourth, '2020-01-03'), 'waiting 2020-01-03 next', 'for the successor, once there is one');
SELECT is((SELECT row(says::jsonb ->> 1, version)::text
    FROM safer.change_requests('kcst-mou-2018', :fourth, '2020-01-03')), row('That is next.', 4)::text,
    'which is named, and the version tells');
SELECT is_empty($$SELECT * FROM safer.change_requests('kcst-mou-2018', NULL, '2018-09-02')$$,
    'before it was asked for there was nothing');

SELECT * FROM finish();
ROLLBACK;
