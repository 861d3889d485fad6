-- Trigger: a changed row counts its version up and carries the transaction that wrote it.
CREATE FUNCTION safer.keep_version()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    NEW.version := OLD.version + 1;
    NEW.written_by := pg_current_xact_id();
    RETURN NEW;
END
$$;

CREATE TRIGGER partner_keep_version
BEFORE UPDATE ON safer.partner
FOR EACH ROW EXECUTE FUNCTION safer.keep_version();

CREATE TRIGGER fund_keep_version
BEFORE UPDATE ON safer.fund
FOR EACH ROW EXECUTE FUNCTION safer.keep_version();

CREATE TRIGGER agreement_keep_version
BEFORE UPDATE ON safer.agreement
FOR EACH ROW EXECUTE FUNCTION safer.keep_version();

CREATE TRIGGER post_keep_version
BEFORE UPDATE ON safer.post
FOR EACH ROW EXECUTE FUNCTION safer.keep_version();

CREATE TRIGGER budget_keep_version
BEFORE UPDATE ON safer.budget
FOR EACH ROW EXECUTE FUNCTION safer.keep_version();

CREATE TRIGGER change_request_keep_version
BEFORE UPDATE ON safer.change_request
FOR EACH ROW EXECUTE FUNCTION safer.keep_version();

CREATE TRIGGER business_case_keep_version
BEFORE UPDATE ON safer.business_case
FOR EACH ROW EXECUTE FUNCTION safer.keep_version();

CREATE TRIGGER area_keep_version
BEFORE UPDATE ON safer.area
FOR EACH ROW EXECUTE FUNCTION safer.keep_version();

CREATE TRIGGER indicator_keep_version
BEFORE UPDATE ON safer.indicator
FOR EACH ROW EXECUTE FUNCTION safer.keep_version();

CREATE TRIGGER annotation_keep_version
BEFORE UPDATE ON safer.annotation
FOR EACH ROW EXECUTE FUNCTION safer.keep_version();

CREATE TRIGGER priority_set_keep_version
BEFORE UPDATE ON safer.priority_set
FOR EACH ROW EXECUTE FUNCTION safer.keep_version();

CREATE TRIGGER priority_keep_version
BEFORE UPDATE ON safer.priority
FOR EACH ROW EXECUTE FUNCTION safer.keep_version();

CREATE TRIGGER plan_keep_version
BEFORE UPDATE ON safer.plan
FOR EACH ROW EXECUTE FUNCTION safer.keep_version();

CREATE TRIGGER csa_version_keep_version
BEFORE UPDATE ON safer.csa_version
FOR EACH ROW EXECUTE FUNCTION safer.keep_version();

CREATE TRIGGER csa_chapter_keep_version
BEFORE UPDATE ON safer.csa_chapter
FOR EACH ROW EXECUTE FUNCTION safer.keep_version();

CREATE TRIGGER action_keep_version
BEFORE UPDATE ON safer.action
FOR EACH ROW EXECUTE FUNCTION safer.keep_version();

CREATE TRIGGER body_keep_version
BEFORE UPDATE ON safer.body
FOR EACH ROW EXECUTE FUNCTION safer.keep_version();

CREATE TRIGGER membership_keep_version
BEFORE UPDATE ON safer.membership
FOR EACH ROW EXECUTE FUNCTION safer.keep_version();

CREATE TRIGGER meeting_keep_version
BEFORE UPDATE ON safer.meeting
FOR EACH ROW EXECUTE FUNCTION safer.keep_version();

CREATE TRIGGER attendance_keep_version
BEFORE UPDATE ON safer.attendance
FOR EACH ROW EXECUTE FUNCTION safer.keep_version();

CREATE TRIGGER item_keep_version
BEFORE UPDATE ON safer.item
FOR EACH ROW EXECUTE FUNCTION safer.keep_version();

CREATE TRIGGER paper_keep_version
BEFORE UPDATE ON safer.paper
FOR EACH ROW EXECUTE FUNCTION safer.keep_version();

CREATE TRIGGER minute_keep_version
BEFORE UPDATE ON safer.minute
FOR EACH ROW EXECUTE FUNCTION safer.keep_version();

CREATE TRIGGER decision_keep_version
BEFORE UPDATE ON safer.decision
FOR EACH ROW EXECUTE FUNCTION safer.keep_version();

CREATE TRIGGER follow_up_keep_version
BEFORE UPDATE ON safer.follow_up
FOR EACH ROW EXECUTE FUNCTION safer.keep_version();

CREATE TRIGGER project_keep_version
BEFORE UPDATE ON safer.project
FOR EACH ROW EXECUTE FUNCTION safer.keep_version();

CREATE TRIGGER grant_round_keep_version
BEFORE UPDATE ON safer.grant_round
FOR EACH ROW EXECUTE FUNCTION safer.keep_version();

CREATE TRIGGER bid_keep_version
BEFORE UPDATE ON safer.bid
FOR EACH ROW EXECUTE FUNCTION safer.keep_version();

CREATE TRIGGER award_keep_version
BEFORE UPDATE ON safer.award
FOR EACH ROW EXECUTE FUNCTION safer.keep_version();

CREATE TRIGGER monitoring_return_keep_version
BEFORE UPDATE ON safer.monitoring_return
FOR EACH ROW EXECUTE FUNCTION safer.keep_version();

CREATE TRIGGER grant_refund_keep_version
BEFORE UPDATE ON safer.grant_refund
FOR EACH ROW EXECUTE FUNCTION safer.keep_version();

CREATE TRIGGER dhr_keep_version
BEFORE UPDATE ON safer.dhr
FOR EACH ROW EXECUTE FUNCTION safer.keep_version();

CREATE TRIGGER dhr_recommendation_keep_version
BEFORE UPDATE ON safer.dhr_recommendation
FOR EACH ROW EXECUTE FUNCTION safer.keep_version();

CREATE TRIGGER dhr_action_keep_version
BEFORE UPDATE ON safer.dhr_action
FOR EACH ROW EXECUTE FUNCTION safer.keep_version();

CREATE TRIGGER fund_exclusion_keep_version
BEFORE UPDATE ON safer.fund_exclusion
FOR EACH ROW EXECUTE FUNCTION safer.keep_version();

CREATE TRIGGER dhr_publication_keep_version
BEFORE UPDATE ON safer.dhr_publication
FOR EACH ROW EXECUTE FUNCTION safer.keep_version();
