-- The free text of a record, whichever table it is in: where it stands, and what it says. What a person was called who
-- was at a meeting, too.
CREATE FUNCTION safer.texts_of(object text)
RETURNS TABLE (place text, says text)
LANGUAGE sql
STABLE
BEGIN ATOMIC
    WITH wanted AS MATERIALIZED (
        SELECT CASE WHEN object ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN object::uuid END AS id
    ), held AS (
        SELECT 'contribution.note' AS place, t.note AS says FROM safer.contribution AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'contribution.reversal_reason' AS place, t.reversal_reason AS says FROM safer.contribution AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'expenditure.note' AS place, t.note AS says FROM safer.expenditure AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'expenditure.reversal_reason' AS place, t.reversal_reason AS says FROM safer.expenditure AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'transfer.note' AS place, t.note AS says FROM safer.transfer AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'transfer.reversal_reason' AS place, t.reversal_reason AS says FROM safer.transfer AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'grant_refund.reason' AS place, t.reason AS says FROM safer.grant_refund AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'grant_refund.reversal_reason' AS place, t.reversal_reason AS says FROM safer.grant_refund AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'closing.note' AS place, t.note AS says FROM safer.closing AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'change_request.title' AS place, t.title AS says FROM safer.change_request AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'change_request.text' AS place, t.text AS says FROM safer.change_request AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'consent.note' AS place, t.note AS says FROM safer.consent AS t JOIN wanted AS w ON w.id = t.change
        UNION ALL
        SELECT 'withdrawal.note' AS place, t.note AS says FROM safer.withdrawal AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'business_case.summary' AS place, t.summary AS says FROM safer.business_case AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'business_case.personnel' AS place, t.personnel AS says FROM safer.business_case AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'business_case.document' AS place, t.document AS says FROM safer.business_case AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'business_case.decision' AS place, t.decision AS says FROM safer.business_case AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'action.title' AS place, t.title AS says FROM safer.action AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'action.description' AS place, t.description AS says FROM safer.action AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'action_progress.text' AS place, t.text AS says FROM safer.action_progress AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'commentary.text' AS place, t.text AS says FROM safer.commentary AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'report.note' AS place, t.note AS says FROM safer.report AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'observation_load.filename' AS place, t.filename AS says FROM safer.observation_load AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'observation_withdrawal.reason' AS place, t.reason AS says FROM safer.observation_withdrawal AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'annotation.text' AS place, t.text AS says FROM safer.annotation AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'annotation.withdrawal_reason' AS place, t.withdrawal_reason AS says FROM safer.annotation AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'meeting.note' AS place, t.note AS says FROM safer.meeting AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'meeting.cancelled_because' AS place, t.cancelled_because AS says FROM safer.meeting AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'declaration.interest' AS place, t.interest AS says FROM safer.declaration AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'item.public_title' AS place, t.public_title AS says FROM safer.item AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'item_text.title' AS place, t.title AS says FROM safer.item_text AS t JOIN wanted AS w ON w.id = t.item
        UNION ALL
        SELECT 'item_text.description' AS place, t.description AS says FROM safer.item_text AS t JOIN wanted AS w ON w.id = t.item
        UNION ALL
        SELECT 'item_text.note' AS place, t.note AS says FROM safer.item_text AS t JOIN wanted AS w ON w.id = t.item
        UNION ALL
        SELECT 'paper.public_title' AS place, t.public_title AS says FROM safer.paper AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'paper_text.title' AS place, t.title AS says FROM safer.paper_text AS t JOIN wanted AS w ON w.id = t.paper
        UNION ALL
        SELECT 'paper_text.summary' AS place, t.summary AS says FROM safer.paper_text AS t JOIN wanted AS w ON w.id = t.paper
        UNION ALL
        SELECT 'paper_text.text' AS place, t.text AS says FROM safer.paper_text AS t JOIN wanted AS w ON w.id = t.paper
        UNION ALL
        SELECT 'paper_recommendation.text' AS place, t.text AS says FROM safer.paper_recommendation AS t JOIN wanted AS w ON w.id = t.paper
        UNION ALL
        SELECT 'minute_text.title' AS place, t.title AS says FROM safer.minute_text AS t JOIN wanted AS w ON w.id = t.minute
        UNION ALL
        SELECT 'minute_text.text' AS place, t.text AS says FROM safer.minute_text AS t JOIN wanted AS w ON w.id = t.minute
        UNION ALL
        SELECT 'decision.text' AS place, t.text AS says FROM safer.decision AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'decision.condition' AS place, t.condition AS says FROM safer.decision AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'decision_option.text' AS place, t.text AS says FROM safer.decision_option AS t JOIN wanted AS w ON w.id = t.decision
        UNION ALL
        SELECT 'follow_up.text' AS place, t.text AS says FROM safer.follow_up AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'follow_up.closed_because' AS place, t.closed_because AS says FROM safer.follow_up AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'agenda_import.filename' AS place, t.filename AS says FROM safer.agenda_import AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'bid.objectives' AS place, t.objectives AS says FROM safer.bid AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'bid.decided_because' AS place, t.decided_because AS says FROM safer.bid AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'bid_answer.text' AS place, t.text AS says FROM safer.bid_answer AS t JOIN wanted AS w ON w.id = t.bid
        UNION ALL
        SELECT 'award.note' AS place, t.note AS says FROM safer.award AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'award.withdrawn_because' AS place, t.withdrawn_because AS says FROM safer.award AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'award_condition.text' AS place, t.text AS says FROM safer.award_condition AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'award_condition.note' AS place, t.note AS says FROM safer.award_condition AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'monitoring_return.text' AS place, t.text AS says FROM safer.monitoring_return AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'monitoring_return.decided_because' AS place, t.decided_because AS says FROM safer.monitoring_return AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'attendance_person.person', t.person FROM safer.attendance_person AS t JOIN wanted AS w ON w.id = t.attendance
        UNION ALL
        SELECT 'paper_text.file_name', t.file_name FROM safer.paper_text AS t JOIN wanted AS w ON w.id = t.paper
        UNION ALL
        SELECT 'fund_exclusion.reason', t.reason FROM safer.fund_exclusion AS t JOIN wanted AS w ON w.id = t.id
        UNION ALL
        SELECT 'dhr_alias.alias', t.alias FROM safer.dhr_alias AS t JOIN wanted AS w ON w.id = t.dhr
        UNION ALL
        SELECT 'dhr_text.summary', t.summary FROM safer.dhr_text AS t JOIN wanted AS w ON w.id = t.dhr
        UNION ALL
        SELECT 'dhr_text.documents_location', t.documents_location FROM safer.dhr_text AS t JOIN wanted AS w ON w.id = t.dhr
        UNION ALL
        SELECT 'dhr_text.note', t.note FROM safer.dhr_text AS t JOIN wanted AS w ON w.id = t.dhr
        UNION ALL
        SELECT 'dhr_recommendation_text.text', t.text FROM safer.dhr_recommendation_text AS t JOIN wanted AS w ON w.id = t.recommendation
        UNION ALL
        SELECT 'dhr_action_text.text', t.text FROM safer.dhr_action_text AS t JOIN wanted AS w ON w.id = t.action
        UNION ALL
        SELECT 'dhr_action_report.text', t.text FROM safer.dhr_action_report AS t JOIN wanted AS w ON w.id = t.action
        UNION ALL
        SELECT 'dhr_action_report.evidence', t.evidence FROM safer.dhr_action_report AS t JOIN wanted AS w ON w.id = t.action
        UNION ALL
        SELECT 'dhr_publication.title', t.title FROM safer.dhr_publication AS t JOIN wanted AS w ON w.id IN (t.dhr, t.id)
        UNION ALL
        SELECT 'dhr_publication.summary', t.summary FROM safer.dhr_publication AS t JOIN wanted AS w ON w.id IN (t.dhr, t.id)
        UNION ALL
        SELECT 'dhr_publication.url', t.url FROM safer.dhr_publication AS t JOIN wanted AS w ON w.id IN (t.dhr, t.id)
        UNION ALL
        SELECT 'dhr_lesson.text', l.text
        FROM safer.dhr_publication AS t
        JOIN wanted AS w ON w.id IN (t.dhr, t.id)
        JOIN safer.dhr_lesson AS l ON l.dhr = t.dhr
        UNION ALL
        SELECT 'dhr_recommendation_public.text', r.text
        FROM safer.dhr_publication AS t
        JOIN safer.dhr_recommendation_public AS r ON r.dhr = t.dhr
        JOIN wanted AS w ON w.id IN (t.dhr, t.id, r.recommendation)
        UNION ALL
        SELECT 'project_step.text', t.text FROM safer.project_step AS t WHERE t.project = object
    )
    SELECT h.place, h.says
    FROM held AS h
    WHERE h.says <> '[erased]';
END;
