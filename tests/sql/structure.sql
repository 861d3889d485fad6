-- Roles own nothing they should not, row security is everywhere, and nothing is granted to everybody.
\ir support.psql
SELECT plan(25);

SELECT is_empty($$SELECT c.oid::regclass FROM pg_class AS c
    WHERE c.relowner IN ('safer_service'::regrole, 'safer_rules'::regrole)$$,
    'neither safer_service nor safer_rules owns a table or a view');
SELECT is_empty($$SELECT p.oid::regprocedure FROM pg_proc AS p WHERE p.proowner = 'safer_service'::regrole$$,
    'safer_service owns no function');
SELECT is_empty($$SELECT n.nspname FROM pg_namespace AS n
    WHERE n.nspowner IN ('safer_service'::regrole, 'safer_rules'::regrole)$$,
    'neither safer_service nor safer_rules owns a schema');
SELECT is_empty($$SELECT r.rolname FROM pg_roles AS r WHERE r.rolname IN ('safer_owner', 'safer_rules', 'safer_service')
        AND (r.rolsuper OR r.rolbypassrls OR r.rolcanlogin OR r.rolcreaterole OR r.rolcreatedb)$$,
    'no role of ours logs in, is above row security or makes roles');
SELECT is_empty($$SELECT m.roleid::regrole FROM pg_auth_members AS m WHERE m.member = 'safer_service'::regrole$$,
    'safer_service is a member of no other role');
SELECT ok(NOT has_schema_privilege('safer_service', 'safer', 'CREATE')
    AND NOT has_schema_privilege('safer_service', 'api', 'CREATE'),
    'safer_service creates nothing in our schemas');

SELECT is_empty($$SELECT c.oid::regclass FROM pg_class AS c
    WHERE c.relnamespace = 'safer'::regnamespace AND c.relkind IN ('r', 'p')
        AND c.relname NOT IN ('schema_migration', 'schema_state')
        AND NOT (c.relrowsecurity AND c.relforcerowsecurity)$$,
    'row security is enabled and forced on every table');
SELECT is_empty($$SELECT c.oid::regclass FROM pg_class AS c
    WHERE c.relnamespace = 'safer'::regnamespace AND c.relkind IN ('r', 'p')
        AND c.relname NOT IN ('schema_migration', 'schema_state')
        AND NOT EXISTS (SELECT FROM pg_policies AS p
            WHERE p.schemaname = 'safer' AND p.tablename = c.relname AND p.cmd = 'ALL'
                AND p.roles = '{safer_owner,safer_rules}' AND p.qual = 'true' AND p.with_check = 'true')$$,
    'on every table rules see all rows');
SELECT is_empty($$SELECT p.tablename, p.policyname FROM pg_policies AS p
    WHERE p.schemaname = 'safer' AND 'public' = ANY (p.roles)$$,
    'no policy is for everybody');
SELECT is_empty($$SELECT c.oid::regclass FROM pg_class AS c
    WHERE c.relnamespace = 'api'::regnamespace AND c.relkind = 'v'
        AND NOT coalesce(c.reloptions @> '{security_invoker=true}', false)$$,
    'every view works with its reader''s rights');
SELECT is_empty($$SELECT p.oid::regprocedure FROM pg_proc AS p
    WHERE p.pronamespace = 'safer'::regnamespace AND p.prosecdef
        AND (p.proowner <> 'safer_rules'::regrole
            OR NOT coalesce(p.proconfig @> '{"search_path=pg_catalog, pg_temp"}', false))$$,
    'every function with rights of its own is safer_rules'' and searches nothing of the caller''s');
SELECT is_empty($$SELECT p.oid::regprocedure FROM pg_proc AS p
    WHERE p.pronamespace = 'safer'::regnamespace AND NOT p.prosecdef AND p.proowner <> 'safer_owner'::regrole$$,
    'every other function is safer_owner''s');

SELECT is_empty($$SELECT p.oid::regprocedure
    FROM pg_proc AS p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS a
    WHERE p.pronamespace IN ('safer'::regnamespace, 'api'::regnamespace) AND a.grantee = 0$$,
    'no function of ours can be called by everybody');
SELECT is_empty($$SELECT c.oid::regclass
    FROM pg_class AS c, aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) AS a
    WHERE c.relnamespace IN ('safer'::regnamespace, 'api'::regnamespace) AND a.grantee = 0$$,
    'nothing of ours is read or written by everybody');
SELECT bag_eq($$SELECT c.relname || ' ' || t.privilege FROM pg_class AS c,
        unnest('{INSERT,UPDATE,DELETE,TRUNCATE,REFERENCES,TRIGGER}'::text[]) AS t (privilege)
    WHERE c.relnamespace = 'safer'::regnamespace AND c.relkind = 'r'
        AND has_table_privilege('safer_service', c.oid, t.privilege)$$,
    $$SELECT 'none' WHERE false$$,
    'safer_service writes no whole table');
SELECT bag_eq($$SELECT a.attrelid::regclass || ' ' || a.attname || ' ' || t.privilege FROM pg_attribute AS a,
        unnest('{INSERT,UPDATE}'::text[]) AS t (privilege)
    WHERE a.attnum > 0 AND NOT a.attisdropped
        AND a.attrelid IN (SELECT c.oid FROM pg_class AS c
            WHERE c.relnamespace = 'safer'::regnamespace AND c.relkind = 'r')
        AND has_column_privilege('safer_service', a.attrelid, a.attnum, t.privilege)$$,
    $$SELECT 'safer.contribution ' || x FROM unnest('{id INSERT,fund INSERT,partner INSERT,financial_year INSERT,
        amount_pence INSERT,received_on INSERT,external_reference INSERT,note INSERT,replaces INSERT,
        confirmed_on UPDATE,bank_reference UPDATE,reversed_at UPDATE,reversal_reason UPDATE,replaced_by UPDATE,
        version UPDATE}'::text[]) AS x
    UNION ALL SELECT 'safer.expenditure ' || x FROM unnest('{id INSERT,fund INSERT,partner INSERT,purpose INSERT,
        amount_pence INSERT,incurred_on INSERT,external_reference INSERT,decision INSERT,note INSERT,replaces INSERT,
        reversed_at UPDATE,reversal_reason UPDATE,replaced_by UPDATE,version UPDATE}'::text[]) AS x
    UNION ALL SELECT 'safer.transfer ' || x FROM unnest('{id INSERT,from_fund INSERT,to_fund INSERT,partner INSERT,
        amount_pence INSERT,made_on INSERT,external_reference INSERT,decision INSERT,note INSERT,
        reversed_at UPDATE,reversal_reason UPDATE,version UPDATE}'::text[]) AS x
    UNION ALL SELECT 'safer.idempotency_key ' || x FROM unnest('{status UPDATE,location UPDATE,body UPDATE}'::text[])
        AS x$$,
    'safer_service writes these columns and no other');
SELECT bag_eq($$SELECT p.oid::regprocedure::text FROM pg_proc AS p
    WHERE p.pronamespace = 'safer'::regnamespace AND has_function_privilege('safer_service', p.oid, 'EXECUTE')$$,
    $$SELECT unnest(ARRAY['safer.today()', 'safer.financial_year_start(text)', 'safer.financial_year_after(text)',
        'safer.financial_year_of(date)', 'safer.refuse(text,text,text,jsonb)', 'safer.pounds(bigint)',
        'safer.split_pence(bigint,bigint[])',
        'safer.funds_read_whole()', 'safer.funds_in_view()', 'safer.fund_schedule(text,text)',
        'safer.as_shown(json)', 'safer.hold_contribution(uuid)',
        'safer.reverse_contribution(uuid,text,jsonb,uuid,integer)',
        'safer.create_agreement(text,text,text,date,date,text,jsonb,jsonb,integer,integer,jsonb,date,boolean,text)',
        'safer.create_post(text,text,text,date,date,integer,text,text,integer,text,boolean,text,text,text,bigint,date,'
            || 'integer,text)', 'safer.change_post(text,date,jsonb,jsonb,integer)',
        'safer.partner_name(text,date)',
        'safer.create_fund(text,text,boolean,text,jsonb)',
        'safer.create_fund_purpose(text,text,text,text,bigint,text)', 'safer.close_fund_year(text,text,text,uuid)',
        'safer.reverse_expenditure(uuid,text,jsonb,uuid,integer)', 'safer.reverse_transfer(uuid,text,integer)',
        'safer.refuse_reversal_of_reversal(uuid)', 'safer.fund_balances(text,date,timestamp with time zone)',
        'safer.fund_statement(text,text,timestamp with time zone)',
        'safer.late_entries(text,text,timestamp with time zone)',
        'safer.unconfirmed_pence(text,text,timestamp with time zone)', 'safer.fund_shares(text,date)',
        'safer.fund_forecast(text,text,text,bigint,text,text,text,text,text)',
        'safer.forecast_assumptions(text,date,date,bigint,bigint,text,text,text,text,text)',
        'safer.forecast_break_even(text,date,date,bigint,text,text,text,text,date)',
        'safer.claim_idempotency_key(text,text,text)', 'safer.purge_idempotency_keys(integer)',
        'safer.read_stored_reply(text,text)',
        'safer.record_audit_event(uuid,text,text,json,json)', 'safer.record_reading(uuid,text,text,json)',
        'safer.seal_audit_events()', 'safer.apply_retention(date)', 'safer.is_erasure(jsonb,jsonb,text[])',
        'safer.agreements_on(date)', 'safer.dissolution_known(text,date)', 'safer.agreement_last_day(text,date)',
        'safer.agreements_read_closely()', 'safer.agreements_party_to()', 'safer.day_in_words(date)',
        'safer.sign_agreement(text,text,date,text)', 'safer.change_requests(text,uuid,date)',
        'safer.change_says(text,date,text,text)', 'safer.create_change_request(uuid,text,text,text,text)',
        'safer.create_consent(text,uuid,boolean,date,text)', 'safer.withdrawals(text,uuid)',
        'safer.create_withdrawal(uuid,text,text,date,date,date,date,text,boolean)',
        'safer.create_business_case(uuid,text,text,text,text)',
        'safer.decide_business_case(text,uuid,boolean,date,text)',
        -- The Community Safety Agreement
        'safer.priorities_shown(text,text,date)', 'safer.lead_on(text,date)',
        'safer.create_priority_set(text,text,date,date,text,text,text)', 'safer.create_priority(text,text,text,text)',
        'safer.add_lineage_step(text,text,text,text,text,integer,text,text,integer)',
        'safer.agree_priority_set(text,date,text,integer)',
        'safer.set_priority_lead(text,date,date,text,text,text,text)',
        'safer.create_plan(text,text,text,text,boolean,date,date,text,text,jsonb)',
        'safer.publish_plan(text,text,integer)',
        'safer.link_priority_plan(text,text,text)', 'safer.create_commentary(uuid,text,text,text)',
        'safer.csa_diff(text,text)', 'safer.refuse_parameter(text,text,text)',
        'safer.create_csa_version(text,text,date,date,text,text,text)',
        'safer.create_csa_chapter(text,text,text,integer,text,text,text,text)',
        'safer.revise_csa_chapter(text,text,text,integer,text,text,text,text,integer)',
        'safer.remove_csa_chapter(text,text,text,integer)',
        'safer.decide_csa_version(text,text,date,text,text,integer)',
        'safer.create_action(uuid,text,text,text,jsonb,text,text,text,date,boolean)',
        'safer.change_action(uuid,jsonb,jsonb,integer)', 'safer.move_action(uuid,uuid,text,date,text,date,integer)',
        'safer.report_progress(uuid,uuid,date,text)',
        'safer.is_partner()', 'safer.reads_every_series()', 'safer.period_bounds(text)',
        'safer.period_text(date,text,text)', 'safer.is_suppressed(boolean,boolean,numeric,integer)',
        'safer.period_position(date,text)', 'safer.period_edge(text,text,boolean)', 'safer.series_shown_anew()',
        'safer.changes_since(text)', 'safer.changes_before(text,text)', 'safer.series_told_anew(text,text,text)',
        'safer.observation_window(text,timestamp with time zone,text)', 'safer.open_observation_staging()',
        'safer.load_observations(uuid,text,text,text,bigint,boolean)',
        'safer.withdraw_observation(uuid,text,text,text,text)',
        'safer.create_area(text,text,text,text,date,date,text)',
        'safer.create_indicator(text,text,text,text,text,text,text,text,text,boolean,boolean,text,integer,text)',
        'safer.change_indicator(text,jsonb,jsonb,integer)', 'safer.move_indicator(text,text,date,integer)',
        'safer.create_annotation(uuid,text,text,text,text,text,boolean)',
        'safer.withdraw_annotation(text,uuid,text,integer)', 'safer.revision_period(text,text)',
        'safer.indicators_read()', 'safer.areas_read()', 'safer.period_fault(text,text,text)',
        -- Reports
        'safer.series_points(date,date,text,text)', 'safer.segment_begins(text,text,date,date)',
        'safer.report_quarter(text,integer,boolean)',
        'safer.focus_without_figures(date,text)', 'safer.rebaseline_says(text,text,date)', 'safer.report_partners(json,date)',
        'safer.report_priorities(text,date,date,boolean)', 'safer.report_annotations(date)',
        'safer.check_report(text,date,integer)', 'safer.keep_report(uuid,text,integer,text,json)',
        -- Agendas, minutes and decisions
        'safer.restricted_body(text,text,text)', 'safer.item_ground(uuid)', 'safer.create_item(uuid,uuid,jsonb)',
        'safer.change_item(uuid,jsonb,jsonb,integer)', 'safer.remove_item(uuid,uuid,integer)',
        'safer.restrict_item(uuid,text,text,text,integer)', 'safer.release_item(uuid,integer)',
        'safer.draft_agenda(uuid,integer)', 'safer.withheld(uuid)', 'safer.create_paper(uuid,uuid,jsonb,jsonb)',
        'safer.change_paper(uuid,jsonb,jsonb,jsonb,integer)', 'safer.open_paper_file_staging()',
        'safer.put_paper_file(uuid,text,text,text,bigint,integer)',
        'safer.create_minute(uuid,uuid,uuid,text,text,boolean,text,text,uuid)',
        'safer.change_minute(uuid,jsonb,jsonb,integer)', 'safer.approve_minutes(uuid,uuid,text,integer)',
        'safer.create_decision(uuid,uuid,jsonb,jsonb,jsonb)', 'safer.follow_up_due(uuid,text)',
        'safer.create_follow_up(uuid,uuid,uuid,uuid,jsonb)', 'safer.close_follow_up(uuid,uuid,text,integer)',
        -- Meetings
        'safer.has_scope(text)', 'safer.bodies_joined()', 'safer.bodies_shown()', 'safer.bodies_kept()',
        'safer.bodies_restricted()', 'safer.body_watch(text,date)', 'safer.create_body(jsonb)',
        'safer.change_body(text,jsonb,integer)', 'safer.set_standing_items(text,jsonb,integer)',
        'safer.create_membership(uuid,text,jsonb)', 'safer.end_membership(uuid,date,integer)',
        'safer.notice_of(integer,date,date)', 'safer.quorum_shown(uuid)', 'safer.create_meeting(uuid,jsonb)',
        'safer.change_meeting(uuid,jsonb,integer)', 'safer.cancel_meeting(uuid,text,integer)',
        'safer.hold_meeting(uuid,integer,integer,integer)', 'safer.publish_meeting(uuid,text,date,integer)',
        'safer.reply_to_meeting(uuid,text,text,text)', 'safer.create_attendance(uuid,uuid,jsonb,text)',
        'safer.record_departure(uuid,uuid,integer)', 'safer.erase_person(uuid)',
        'safer.create_declaration(uuid,uuid,uuid,text,text,text,boolean)',
        'safer.time_in_words(timestamp with time zone)', 'safer.open_agenda_staging()',
        'safer.import_agenda(uuid,text,text,text,text,bigint,jsonb,date)',
        -- Search
        'safer.search(text,text,text,date,date,text,bigint)',
        -- Reviews
        'safer.dhr_suspended_days(date,date,date[],date[])', 'safer.audit_marking(text,text)', 'safer.is_dhr(uuid)',
        'safer.set_dhr_persons(uuid,jsonb,integer)', 'safer.create_dhr(uuid,jsonb,jsonb)',
        'safer.end_dhr_chair(uuid,date,integer)',
        'safer.appoint_dhr_chair(uuid,text,date,jsonb,jsonb,text,integer)',
        'safer.dhr_extended(date,date,date[],date[],date)', 'safer.dhr_deadline_state(date,date,boolean,date)',
        'safer.change_dhr_action(uuid,text,date,jsonb,text,integer)', 'safer.erase_dhr(uuid,text[],integer)',
        'safer.audits_dhrs()', 'safer.create_dhr_clock_rule(jsonb)', 'safer.dhr_clock(uuid,date)',
        'safer.keep_dhr_names(uuid,jsonb,text,integer)', 'safer.dhr_accesses(uuid)', 'safer.count_dhr_names(uuid)',
        'safer.change_dhr_recommendation(uuid,text,text,jsonb,text,integer)', 'safer.dhr_deadlines(date)',
        'safer.change_dhr(uuid,jsonb,jsonb,jsonb,jsonb,text,integer)',
        'safer.set_dhr_panel(uuid,jsonb,jsonb,text,integer)',
        'safer.create_dhr_action(uuid,uuid,text,text,text,date,jsonb,text)',
        'safer.create_dhr_recommendation(uuid,uuid,integer,text,text,jsonb,jsonb,text)',
        'safer.move_dhr(uuid,text,date,text,text,text,integer)',
        'safer.move_dhr_action(uuid,text,text,text,date,jsonb,text,integer)',
        -- What reviews cost, and what the public reads of them
        'safer.coordinates_dhrs()', 'safer.dhrs_in_view()',
        'safer.dhr_actions_owned()', 'safer.dhrs_shown()',
        'safer.create_fund_exclusion(uuid,text,text,date,date,text)', 'safer.end_fund_exclusion(uuid,date,integer)',
        'safer.attribute_dhr_cost(uuid,uuid,bigint)', 'safer.attribute_dhr_contribution(uuid,uuid,bigint)',
        'safer.dhr_funding_parts(text,bigint,integer,date)', 'safer.dhr_funding_ledger(text)',
        'safer.dhr_funding_says()',
        'safer.put_dhr_publication(uuid,jsonb,jsonb,jsonb,jsonb,text,integer)',
        'safer.issue_dhr_statistics(uuid,date,date,text)', 'safer.dhr_counts()',
        -- Projects and grants
        'safer.create_project(jsonb,jsonb,jsonb,jsonb)',
        'safer.change_project(text,jsonb,jsonb,jsonb,jsonb,integer)',
        'safer.move_project(text,text,date,text,integer)', 'safer.set_project_partners(text,jsonb,integer)',
        'safer.set_project_targets(text,jsonb,integer)', 'safer.set_project_outcomes(text,jsonb,integer)',
        'safer.reads_every_bid()', 'safer.round_giver(text)', 'safer.create_grant_round(jsonb)',
        'safer.change_grant_round(text,jsonb,integer)',
        'safer.set_criteria(text,jsonb,integer)', 'safer.create_bid(uuid,text,jsonb,jsonb)',
        'safer.close_bid(uuid,text,text,boolean,uuid,integer)', 'safer.similar_to_bid(uuid)', 'safer.rounds_kept()',
        'safer.create_award(uuid,uuid,bigint,uuid,jsonb,jsonb,jsonb,text,integer)',
        'safer.withdraw_award(uuid,text,date,integer)', 'safer.complete_award(uuid,date,integer)',
        'safer.follows_award(uuid)', 'safer.withheld_because(uuid)', 'safer.round_at_fund(text)', 'safer.award_kept(safer.award)',
        'safer.set_tranches(uuid,jsonb,integer)', 'safer.pay_tranche(uuid,uuid,date,text,text)',
        'safer.tranche_paid_on(uuid)', 'safer.decide_award_condition(uuid,text,date,text)',
        'safer.create_monitoring_return(uuid,uuid,date)',
        'safer.receive_monitoring_return(uuid,bigint,text,date,integer)',
        'safer.decide_monitoring_return(uuid,text,text,integer)',
        'safer.create_refund(uuid,uuid,bigint,date,text,text)', 'safer.reverse_refund(uuid,text,integer)'])$$,
    'safer_service calls these functions and no other');
SELECT ok(NOT has_column_privilege('safer_service', 'safer.audit_event', 'detail_salt', 'SELECT')
    AND NOT has_column_privilege('safer_service', 'safer.audit_seal', 'hash', 'SELECT'),
    'the salt of an event''s details and the chain''s hashes are not for clients');
SELECT bag_eq($$SELECT c.relname::text FROM pg_class AS c
    WHERE c.relnamespace = 'safer'::regnamespace AND c.relkind = 'r'
        AND NOT has_any_column_privilege('safer_service', c.oid, 'SELECT')
        AND c.relname NOT IN ('post', 'post_term', 'schema_migration')$$,
    $$VALUES ('closing_line'), ('withdrawal'), ('dhr_name'), ('dhr_statistic_counted')$$,
    'what a closing froze, notices of withdrawal, marks of names and which reviews were counted are read by rules alone');
SELECT is_empty($$SELECT c.relname FROM pg_class AS c
    WHERE c.relnamespace = 'safer'::regnamespace
        AND c.relname IN ('account', 'entry', 'posting', 'closing', 'closing_line', 'expenditure', 'transfer',
            'contribution')
        AND (has_any_column_privilege('safer_rules', c.oid, 'UPDATE')
            OR has_table_privilege('safer_rules', c.oid, 'DELETE')
            OR has_table_privilege('safer_rules', c.oid, 'TRUNCATE'))$$,
    'rules themselves change and remove nothing on the ledger');
SELECT is_empty($$SELECT c.conrelid::regclass, c.conname FROM pg_constraint AS c
    WHERE c.connamespace = 'safer'::regnamespace AND NOT c.convalidated$$, 'every constraint holds for every row');

-- What the service makes of errors names constraints that exist.
\set rows `cat api/database/sqlstate.def`
SELECT is_empty(format($$SELECT m[1] FROM regexp_matches(%L, 'CONSTRAINT\("(\w+)"', 'g') AS m
    WHERE NOT EXISTS (SELECT FROM pg_constraint AS c WHERE c.conname = m[1]
            AND c.connamespace = 'safer'::regnamespace)
        AND NOT EXISTS (SELECT FROM pg_class AS i WHERE i.relname = m[1] AND i.relkind = 'i'
            AND i.relnamespace = 'safer'::regnamespace)$$, :'rows'),
    'sqlstate.def names constraints that exist');
SELECT cmp_ok((SELECT count(*) FROM regexp_matches(:'rows', 'CONSTRAINT\("\w+"', 'g')), '>', 30::bigint,
    'sqlstate.def has been read (these tests run in the project''s folder)');

-- Bodies are checked when they are first run; here all are read once.
SELECT is_empty($$SELECT t.tgrelid::regclass, t.tgname FROM pg_trigger AS t
    JOIN pg_class AS c ON c.oid = t.tgrelid
    WHERE c.relnamespace = 'safer'::regnamespace AND NOT t.tgisinternal AND t.tgenabled <> 'O'$$,
    'every trigger is on');
SELECT bag_eq($$SELECT c.relname || '.' || t.tgname FROM pg_trigger AS t
    JOIN pg_class AS c ON c.oid = t.tgrelid
    WHERE c.relnamespace = 'safer'::regnamespace AND NOT t.tgisinternal$$,
    $$SELECT unnest(ARRAY['partner.partner_keep_version', 'fund.fund_keep_version', 'agreement.agreement_keep_version',
        'post.post_keep_version', 'budget.budget_keep_version',
        'contribution.contribution_check', 'contribution.contribution_receipt', 'contribution.contribution_reversal',
        'contribution.contribution_z_facts', 'contribution.contribution_post',
        'contribution.contribution_never_removed', 'account.account_append_only', 'entry.entry_append_only',
        'posting.posting_append_only', 'audit_event.audit_event_keep', 'audit_event.audit_event_never_removed',
        'audit_seal.audit_seal_append_only',
        'change_request.change_request_keep_version', 'business_case.business_case_keep_version',
        'post_term.post_term_purpose', 'contribution.contribution_replaced', 'expenditure.expenditure_replaced', 'expenditure.expenditure_check', 'expenditure.expenditure_reversal',
        'expenditure.expenditure_z_facts', 'expenditure.expenditure_post', 'expenditure.expenditure_never_removed',
        'transfer.transfer_check', 'transfer.transfer_reversal', 'transfer.transfer_post',
        'transfer.transfer_never_removed', 'closing.closing_append_only',
        -- Append-only but for erasure: what no row may go of
        'closing.closing_never_removed', 'observation_load.observation_load_never_removed',
        'observation_withdrawal.observation_withdrawal_never_removed', 'csa_decision.csa_decision_never_removed',
        'action_progress.action_progress_never_removed', 'commentary.commentary_never_removed',
        'report.report_never_removed', 'report_detail.report_detail_never_removed',
        'decision_option.decision_option_never_removed', 'agenda_import.agenda_import_never_removed',
        'project_step.project_step_never_removed', 'retention_rule.retention_rule_check',
        'closing_line.closing_line_append_only',
        -- The Community Safety Agreement
        'priority_set.priority_set_keep_version', 'priority.priority_keep_version', 'plan.plan_keep_version',
        'csa_version.csa_version_keep_version', 'csa_chapter.csa_chapter_keep_version', 'action.action_keep_version',
        'lineage_step.lineage_step_append_only', 'csa_decision.csa_decision_append_only',
        'action_progress.action_progress_append_only', 'commentary.commentary_append_only',
        'area.area_keep_version', 'area.area_never_removed', 'indicator.indicator_keep_version',
        'indicator.indicator_shown', 'indicator.indicator_never_removed', 'observation.observation_never_removed',
        'observation_revision.observation_revision_append_only', 'observation_load.observation_load_append_only',
        'observation_withdrawal.observation_withdrawal_append_only', 'annotation.annotation_keep_version',
        'annotation.annotation_never_removed',
        -- Reports
        'report.report_append_only', 'report_detail.report_detail_append_only',
        -- Agendas, minutes and decisions
        'minute.minute_never_removed', 'decision.decision_never_removed',
        'decision_option.decision_option_append_only', 'follow_up.follow_up_never_removed',
        'agenda_import.agenda_import_append_only',
        -- Projects and grants
        'project.project_keep_version', 'project.project_never_removed', 'project.project_has_priority',
        'project_priority.project_priority_kept', 'project_step.project_step_append_only',
        'grant_round.grant_round_keep_version', 'bid.bid_keep_version', 'bid.bid_never_removed',
        'award.award_keep_version', 'award.award_keep_changed_at', 'award.award_never_removed', 'award.award_divided',
        'tranche.tranche_sums',
        'monitoring_return.monitoring_return_keep_version', 'monitoring_return.monitoring_return_never_removed',
        'grant_refund.grant_refund_keep_version', 'grant_refund.grant_refund_keep_facts',
        'grant_refund.grant_refund_post', 'grant_refund.grant_refund_never_removed',
        'expenditure.expenditure_keep_tranche_payment',
        -- Reviews
        'dhr.dhr_never_removed', 'dhr_stage.dhr_stage_append_only', 'dhr_clock_rule.dhr_clock_rule_append_only',
        'dhr_recommendation.dhr_recommendation_never_removed', 'dhr_addressee.dhr_addressee_append_only', 'dhr_action.dhr_action_never_removed',
        'dhr_action_source.dhr_action_source_append_only', 'dhr_action_report.dhr_action_report_never_removed',
        'dhr.dhr_keep_version', 'dhr_recommendation.dhr_recommendation_keep_version',
        'dhr_action.dhr_action_keep_version', 'fund_exclusion.fund_exclusion_keep_version',
        'dhr_publication.dhr_publication_keep_version', 'dhr_publication.dhr_publication_keep_public_version',
        'dhr_statistics.dhr_statistics_append_only',
        'dhr_statistic.dhr_statistic_append_only',
        -- Meetings
        'body.body_keep_version', 'membership.membership_keep_version', 'meeting.meeting_keep_changed_at', 'meeting.meeting_keep_version',
        'attendance.attendance_keep_version', 'item.item_keep_version', 'paper.paper_keep_version',
        'minute.minute_keep_version', 'decision.decision_keep_version', 'follow_up.follow_up_keep_version'])$$,
    'these triggers there are and no other');

SELECT * FROM finish();
ROLLBACK;
