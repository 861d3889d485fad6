-- Erases the free text of a record, whichever table it is in: where, and how many rows. What was a text says so, what
-- was none stays none; numbers, dates, references and states stay. Search forgets the words with them. For the operator.
CREATE FUNCTION safer.erase_texts(object text)
RETURNS TABLE (place text, erased bigint)
LANGUAGE plpgsql
AS $$
DECLARE
    record uuid := CASE WHEN object ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN object::uuid END;
BEGIN
    UPDATE safer.contribution AS t
    SET note = safer.erased(t.note)
    WHERE t.id = record AND t.note <> '[erased]';
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'contribution.note';
    RETURN NEXT;
    UPDATE safer.contribution AS t
    SET reversal_reason = safer.erased(t.reversal_reason)
    WHERE t.id = record AND t.reversal_reason <> '[erased]';
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'contribution.reversal_reason';
    RETURN NEXT;
    UPDATE safer.expenditure AS t
    SET note = safer.erased(t.note)
    WHERE t.id = record AND t.note <> '[erased]';
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'expenditure.note';
    RETURN NEXT;
    UPDATE safer.expenditure AS t
    SET reversal_reason = safer.erased(t.reversal_reason)
    WHERE t.id = record AND t.reversal_reason <> '[erased]';
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'expenditure.reversal_reason';
    RETURN NEXT;
    UPDATE safer.transfer AS t
    SET note = safer.erased(t.note),
        reversal_reason = safer.erased(t.reversal_reason)
    WHERE t.id = record AND (t.note <> '[erased]' OR t.reversal_reason <> '[erased]');
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'transfer';
    RETURN NEXT;
    UPDATE safer.grant_refund AS t
    SET reason = safer.erased(t.reason),
        reversal_reason = safer.erased(t.reversal_reason)
    WHERE t.id = record AND (t.reason <> '[erased]' OR t.reversal_reason <> '[erased]');
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'grant_refund';
    RETURN NEXT;
    UPDATE safer.closing AS t
    SET note = safer.erased(t.note)
    WHERE t.id = record AND t.note <> '[erased]';
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'closing';
    RETURN NEXT;
    UPDATE safer.change_request AS t
    SET title = safer.erased(t.title),
        text = safer.erased(t.text)
    WHERE t.id = record AND (t.title <> '[erased]' OR t.text <> '[erased]');
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'change_request';
    RETURN NEXT;
    UPDATE safer.consent AS t
    SET note = safer.erased(t.note)
    WHERE t.change = record AND t.note <> '[erased]';
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'consent';
    RETURN NEXT;
    UPDATE safer.withdrawal AS t
    SET note = safer.erased(t.note)
    WHERE t.id = record AND t.note <> '[erased]';
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'withdrawal';
    RETURN NEXT;
    UPDATE safer.business_case AS t
    SET summary = safer.erased(t.summary),
        personnel = safer.erased(t.personnel),
        document = safer.erased(t.document),
        decision = safer.erased(t.decision)
    WHERE t.id = record AND (t.summary <> '[erased]' OR t.personnel <> '[erased]' OR t.document <> '[erased]' OR t.decision <> '[erased]');
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'business_case';
    RETURN NEXT;
    UPDATE safer.action AS t
    SET title = safer.erased(t.title),
        description = safer.erased(t.description)
    WHERE t.id = record AND (t.title <> '[erased]' OR t.description <> '[erased]');
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'action';
    RETURN NEXT;
    UPDATE safer.action_progress AS t
    SET text = safer.erased(t.text)
    WHERE t.id = record AND t.text <> '[erased]';
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'action_progress';
    RETURN NEXT;
    UPDATE safer.commentary AS t
    SET text = safer.erased(t.text)
    WHERE t.id = record AND t.text <> '[erased]';
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'commentary';
    RETURN NEXT;
    UPDATE safer.report AS t
    SET note = safer.erased(t.note)
    WHERE t.id = record AND t.note <> '[erased]';
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'report';
    RETURN NEXT;
    UPDATE safer.observation_load AS t
    SET filename = safer.erased(t.filename)
    WHERE t.id = record AND t.filename <> '[erased]';
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'observation_load';
    RETURN NEXT;
    UPDATE safer.observation_withdrawal AS t
    SET reason = safer.erased(t.reason)
    WHERE t.id = record AND t.reason <> '[erased]';
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'observation_withdrawal';
    RETURN NEXT;
    UPDATE safer.annotation AS t
    SET text = safer.erased(t.text),
        withdrawal_reason = safer.erased(t.withdrawal_reason)
    WHERE t.id = record AND (t.text <> '[erased]' OR t.withdrawal_reason <> '[erased]');
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'annotation';
    RETURN NEXT;
    UPDATE safer.meeting AS t
    SET note = safer.erased(t.note),
        cancelled_because = safer.erased(t.cancelled_because)
    WHERE t.id = record AND (t.note <> '[erased]' OR t.cancelled_because <> '[erased]');
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'meeting';
    RETURN NEXT;
    UPDATE safer.declaration AS t
    SET interest = safer.erased(t.interest)
    WHERE t.id = record AND t.interest <> '[erased]';
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'declaration';
    RETURN NEXT;
    UPDATE safer.item AS t
    SET public_title = safer.erased(t.public_title)
    WHERE t.id = record AND t.public_title <> '[erased]';
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'item';
    RETURN NEXT;
    UPDATE safer.item_text AS t
    SET title = safer.erased(t.title),
        description = safer.erased(t.description),
        note = safer.erased(t.note)
    WHERE t.item = record AND (t.title <> '[erased]' OR t.description <> '[erased]' OR t.note <> '[erased]');
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'item_text';
    RETURN NEXT;
    UPDATE safer.item AS t SET written_by = pg_current_xact_id() WHERE t.id = record AND erased > 0;
    UPDATE safer.paper AS t
    SET public_title = safer.erased(t.public_title)
    WHERE t.id = record AND t.public_title <> '[erased]';
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'paper';
    RETURN NEXT;
    UPDATE safer.paper_text AS t
    SET title = safer.erased(t.title),
        summary = safer.erased(t.summary),
        text = safer.erased(t.text)
    WHERE t.paper = record AND (t.title <> '[erased]' OR t.summary <> '[erased]' OR t.text <> '[erased]');
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'paper_text';
    RETURN NEXT;
    UPDATE safer.paper AS t SET written_by = pg_current_xact_id() WHERE t.id = record AND erased > 0;
    UPDATE safer.paper_recommendation AS t
    SET text = safer.erased(t.text)
    WHERE t.paper = record AND t.text <> '[erased]';
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'paper_recommendation';
    RETURN NEXT;
    UPDATE safer.paper AS t SET written_by = pg_current_xact_id() WHERE t.id = record AND erased > 0;
    UPDATE safer.minute_text AS t
    SET title = safer.erased(t.title),
        text = safer.erased(t.text)
    WHERE t.minute = record AND (t.title <> '[erased]' OR t.text <> '[erased]');
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'minute_text';
    RETURN NEXT;
    UPDATE safer.minute AS t SET written_by = pg_current_xact_id() WHERE t.id = record AND erased > 0;
    UPDATE safer.decision AS t
    SET text = safer.erased(t.text),
        condition = safer.erased(t.condition)
    WHERE t.id = record AND (t.text <> '[erased]' OR t.condition <> '[erased]');
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'decision';
    RETURN NEXT;
    UPDATE safer.decision_option AS t
    SET text = safer.erased(t.text)
    WHERE t.decision = record AND t.text <> '[erased]';
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'decision_option';
    RETURN NEXT;
    UPDATE safer.decision AS t SET written_by = pg_current_xact_id() WHERE t.id = record AND erased > 0;
    UPDATE safer.follow_up AS t
    SET text = safer.erased(t.text),
        closed_because = safer.erased(t.closed_because)
    WHERE t.id = record AND (t.text <> '[erased]' OR t.closed_because <> '[erased]');
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'follow_up';
    RETURN NEXT;
    UPDATE safer.agenda_import AS t
    SET filename = safer.erased(t.filename)
    WHERE t.id = record AND t.filename <> '[erased]';
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'agenda_import';
    RETURN NEXT;
    UPDATE safer.bid AS t
    SET objectives = safer.erased(t.objectives),
        decided_because = safer.erased(t.decided_because)
    WHERE t.id = record AND (t.objectives <> '[erased]' OR t.decided_because <> '[erased]');
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'bid';
    RETURN NEXT;
    UPDATE safer.bid_answer AS t
    SET text = safer.erased(t.text)
    WHERE t.bid = record AND t.text <> '[erased]';
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'bid_answer';
    RETURN NEXT;
    UPDATE safer.bid AS t SET written_by = pg_current_xact_id() WHERE t.id = record AND erased > 0;
    UPDATE safer.award AS t
    SET note = safer.erased(t.note),
        withdrawn_because = safer.erased(t.withdrawn_because)
    WHERE t.id = record AND (t.note <> '[erased]' OR t.withdrawn_because <> '[erased]');
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'award';
    RETURN NEXT;
    UPDATE safer.award_condition AS t
    SET text = safer.erased(t.text),
        note = safer.erased(t.note)
    WHERE t.id = record AND (t.text <> '[erased]' OR t.note <> '[erased]');
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'award_condition';
    RETURN NEXT;
    UPDATE safer.monitoring_return AS t
    SET text = safer.erased(t.text),
        decided_because = safer.erased(t.decided_because)
    WHERE t.id = record AND (t.text <> '[erased]' OR t.decided_because <> '[erased]');
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'monitoring_return';
    RETURN NEXT;
    UPDATE safer.paper_text AS t
    SET file_name = NULL,
        file_type = NULL,
        file_bytes = NULL,
        file_sha256 = NULL
    WHERE t.paper = record AND t.file_name IS NOT NULL;
    DELETE FROM safer.paper_file AS t WHERE t.paper = record;
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'paper_file';
    RETURN NEXT;
    UPDATE safer.paper AS t SET written_by = pg_current_xact_id() WHERE t.id = record AND erased > 0;
    DELETE FROM safer.attendance_person AS t WHERE t.attendance = record;
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'attendance_person';
    RETURN NEXT;
    UPDATE safer.attendance AS t SET written_by = pg_current_xact_id() WHERE t.id = record AND erased > 0;
    UPDATE safer.project_step AS t
    SET text = safer.erased(t.text)
    WHERE t.project = object AND t.text <> '[erased]';
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'project_step';
    RETURN NEXT;
    UPDATE safer.fund_exclusion AS t
    SET reason = safer.erased(t.reason)
    WHERE t.id = record AND t.reason <> '[erased]';
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'fund_exclusion';
    RETURN NEXT;
    DELETE FROM safer.dhr_alias AS t WHERE t.dhr = record;
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'dhr_alias';
    RETURN NEXT;
    UPDATE safer.dhr AS t SET written_by = pg_current_xact_id() WHERE t.id = record AND erased > 0;
    UPDATE safer.dhr_text AS t
    SET summary = safer.erased(t.summary),
        documents_location = safer.erased(t.documents_location),
        note = safer.erased(t.note)
    WHERE t.dhr = record AND (t.summary <> '[erased]' OR t.documents_location <> '[erased]' OR t.note <> '[erased]');
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'dhr_text';
    RETURN NEXT;
    UPDATE safer.dhr AS t SET written_by = pg_current_xact_id() WHERE t.id = record AND erased > 0;
    UPDATE safer.dhr_recommendation_text AS t
    SET text = safer.erased(t.text)
    WHERE t.recommendation = record AND t.text <> '[erased]';
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'dhr_recommendation_text';
    RETURN NEXT;
    UPDATE safer.dhr_recommendation AS t SET written_by = pg_current_xact_id() WHERE t.id = record AND erased > 0;
    UPDATE safer.dhr_action_text AS t
    SET text = safer.erased(t.text)
    WHERE t.action = record AND t.text <> '[erased]';
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'dhr_action_text';
    RETURN NEXT;
    UPDATE safer.dhr_action AS t SET written_by = pg_current_xact_id() WHERE t.id = record AND erased > 0;
    UPDATE safer.dhr_action_report AS t
    SET text = safer.erased(t.text),
        evidence = safer.erased(t.evidence)
    WHERE t.action = record AND (t.text <> '[erased]' OR t.evidence <> '[erased]');
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'dhr_action_report';
    RETURN NEXT;
    UPDATE safer.dhr_action AS t SET written_by = pg_current_xact_id() WHERE t.id = record AND erased > 0;
    -- What the public reads of a review, by the review's id or by the one the public has.
    UPDATE safer.dhr_publication AS t
    SET title = '[erased]',
        summary = safer.erased(t.summary),
        url = NULL
    WHERE record IN (t.dhr, t.id) AND (t.title <> '[erased]' OR t.summary <> '[erased]' OR t.url IS NOT NULL);
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'dhr_publication';
    RETURN NEXT;
    UPDATE safer.dhr_lesson AS t
    SET text = '[erased]'
    FROM safer.dhr_publication AS p
    WHERE p.dhr = t.dhr AND record IN (p.dhr, p.id) AND t.text <> '[erased]';
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'dhr_lesson';
    RETURN NEXT;
    UPDATE safer.dhr_publication AS t SET written_by = pg_current_xact_id() WHERE record IN (t.dhr, t.id) AND erased > 0;
    UPDATE safer.dhr_recommendation_public AS t
    SET text = '[erased]'
    FROM safer.dhr_publication AS p
    WHERE p.dhr = t.dhr AND record IN (p.dhr, p.id, t.recommendation) AND t.text <> '[erased]';
    GET DIAGNOSTICS erased = ROW_COUNT;
    place := 'dhr_recommendation_public';
    RETURN NEXT;
    UPDATE safer.dhr_publication AS t
    SET written_by = pg_current_xact_id()
    WHERE erased > 0
        AND (record IN (t.dhr, t.id)
            OR t.dhr = (SELECT r.dhr FROM safer.dhr_recommendation AS r WHERE r.id = record));
END
$$;
