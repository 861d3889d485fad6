-- Awards are read by whoever acts for a partner, by everybody else those of a public round to a project that is public.
GRANT SELECT ON safer.award TO safer_service;
GRANT SELECT, INSERT, UPDATE ON safer.award TO safer_rules;

CREATE POLICY shown ON safer.award FOR SELECT TO safer_service
USING (
    (SELECT nullif(current_setting('safer.partner', true), '')) IS NOT NULL
    OR (round IN (SELECT r.id FROM safer.grant_round AS r)
        AND (SELECT true FROM safer.project AS p WHERE p.id = award.project)));
CREATE POLICY rules ON safer.award TO safer_rules, safer_owner USING (true) WITH CHECK (true);

GRANT EXECUTE ON FUNCTION
    safer.create_award(uuid, uuid, bigint, uuid, jsonb, jsonb, jsonb, text, integer),
    safer.withdraw_award(uuid, text, date, integer),
    safer.complete_award(uuid, date, integer)
TO safer_service;
GRANT EXECUTE ON FUNCTION
    safer.follows_award(uuid),
    safer.withheld_because(uuid),
    safer.round_at_fund(text),
    safer.award_kept(safer.award)
TO safer_service, safer_rules;
GRANT EXECUTE ON FUNCTION
    safer.kept_award(uuid, integer),
    safer.check_award_lasts(safer.award),
    safer.round_committed(text),
    safer.fund_promised(text),
    safer.fund_undivided(text),
    safer.check_undivided(safer.award),
    safer.check_paid_on(safer.award, date, date, text),
    safer.pays_tranche(safer.expenditure),
    safer.check_award_purpose(safer.expenditure),
    safer.approve_awarded(text, safer.decision),
    safer.check_award_decision(safer.grant_round, safer.decision),
    safer.check_award_left(safer.grant_round, safer.bid, bigint),
    safer.check_happened(date, text),
    safer.open_project_purpose(text, text, text, bigint),
    safer.open_of_award(safer.award),
    safer.count_award(uuid)
TO safer_rules;
GRANT SELECT ON api.awards, api.award_sums, api.grants TO safer_service, safer_rules;
GRANT SELECT ON api.story_awards TO safer_service;
