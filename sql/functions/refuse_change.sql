-- Trigger: rows of this table are never changed or removed, whoever asks.
CREATE FUNCTION safer.refuse_change()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION USING
        ERRCODE = 'restrict_violation',
        MESSAGE = format('%I.%I is append-only: %s is refused', TG_TABLE_SCHEMA, TG_TABLE_NAME, TG_OP),
        HINT = 'A correction is a new row.';
END
$$;

CREATE TRIGGER entry_append_only
BEFORE UPDATE OR DELETE OR TRUNCATE ON safer.entry
FOR EACH STATEMENT EXECUTE FUNCTION safer.refuse_change();

CREATE TRIGGER posting_append_only
BEFORE UPDATE OR DELETE OR TRUNCATE ON safer.posting
FOR EACH STATEMENT EXECUTE FUNCTION safer.refuse_change();

CREATE TRIGGER account_append_only
BEFORE UPDATE OR DELETE OR TRUNCATE ON safer.account
FOR EACH STATEMENT EXECUTE FUNCTION safer.refuse_change();

CREATE TRIGGER contribution_never_removed
BEFORE DELETE OR TRUNCATE ON safer.contribution
FOR EACH STATEMENT EXECUTE FUNCTION safer.refuse_change();

CREATE TRIGGER audit_event_never_removed
BEFORE DELETE OR TRUNCATE ON safer.audit_event
FOR EACH STATEMENT EXECUTE FUNCTION safer.refuse_change();

CREATE TRIGGER audit_seal_append_only
BEFORE UPDATE OR DELETE OR TRUNCATE ON safer.audit_seal
FOR EACH STATEMENT EXECUTE FUNCTION safer.refuse_change();

CREATE TRIGGER expenditure_never_removed
BEFORE DELETE OR TRUNCATE ON safer.expenditure
FOR EACH STATEMENT EXECUTE FUNCTION safer.refuse_change();

CREATE TRIGGER transfer_never_removed
BEFORE DELETE OR TRUNCATE ON safer.transfer
FOR EACH STATEMENT EXECUTE FUNCTION safer.refuse_change();

CREATE TRIGGER closing_never_removed
BEFORE DELETE OR TRUNCATE ON safer.closing
FOR EACH STATEMENT EXECUTE FUNCTION safer.refuse_change();

CREATE TRIGGER closing_line_append_only
BEFORE UPDATE OR DELETE OR TRUNCATE ON safer.closing_line
FOR EACH STATEMENT EXECUTE FUNCTION safer.refuse_change();

CREATE TRIGGER area_never_removed
BEFORE DELETE OR TRUNCATE ON safer.area
FOR EACH STATEMENT EXECUTE FUNCTION safer.refuse_change();

CREATE TRIGGER indicator_never_removed
BEFORE DELETE OR TRUNCATE ON safer.indicator
FOR EACH STATEMENT EXECUTE FUNCTION safer.refuse_change();

CREATE TRIGGER observation_never_removed
BEFORE DELETE OR TRUNCATE ON safer.observation
FOR EACH STATEMENT EXECUTE FUNCTION safer.refuse_change();

CREATE TRIGGER annotation_never_removed
BEFORE DELETE OR TRUNCATE ON safer.annotation
FOR EACH STATEMENT EXECUTE FUNCTION safer.refuse_change();

CREATE TRIGGER observation_revision_append_only
BEFORE UPDATE OR DELETE OR TRUNCATE ON safer.observation_revision
FOR EACH STATEMENT EXECUTE FUNCTION safer.refuse_change();

CREATE TRIGGER observation_load_never_removed
BEFORE DELETE OR TRUNCATE ON safer.observation_load
FOR EACH STATEMENT EXECUTE FUNCTION safer.refuse_change();

CREATE TRIGGER observation_withdrawal_never_removed
BEFORE DELETE OR TRUNCATE ON safer.observation_withdrawal
FOR EACH STATEMENT EXECUTE FUNCTION safer.refuse_change();

CREATE TRIGGER lineage_step_append_only
BEFORE UPDATE OR DELETE OR TRUNCATE ON safer.lineage_step
FOR EACH STATEMENT EXECUTE FUNCTION safer.refuse_change();

CREATE TRIGGER csa_decision_never_removed
BEFORE DELETE OR TRUNCATE ON safer.csa_decision
FOR EACH STATEMENT EXECUTE FUNCTION safer.refuse_change();

CREATE TRIGGER action_progress_never_removed
BEFORE DELETE OR TRUNCATE ON safer.action_progress
FOR EACH STATEMENT EXECUTE FUNCTION safer.refuse_change();

CREATE TRIGGER commentary_never_removed
BEFORE DELETE OR TRUNCATE ON safer.commentary
FOR EACH STATEMENT EXECUTE FUNCTION safer.refuse_change();

CREATE TRIGGER report_never_removed
BEFORE DELETE OR TRUNCATE ON safer.report
FOR EACH STATEMENT EXECUTE FUNCTION safer.refuse_change();

CREATE TRIGGER report_detail_never_removed
BEFORE DELETE OR TRUNCATE ON safer.report_detail
FOR EACH STATEMENT EXECUTE FUNCTION safer.refuse_change();

CREATE TRIGGER minute_never_removed
BEFORE DELETE OR TRUNCATE ON safer.minute
FOR EACH STATEMENT EXECUTE FUNCTION safer.refuse_change();

CREATE TRIGGER decision_never_removed
BEFORE DELETE OR TRUNCATE ON safer.decision
FOR EACH STATEMENT EXECUTE FUNCTION safer.refuse_change();

CREATE TRIGGER decision_option_never_removed
BEFORE DELETE OR TRUNCATE ON safer.decision_option
FOR EACH STATEMENT EXECUTE FUNCTION safer.refuse_change();

CREATE TRIGGER follow_up_never_removed
BEFORE DELETE OR TRUNCATE ON safer.follow_up
FOR EACH STATEMENT EXECUTE FUNCTION safer.refuse_change();

CREATE TRIGGER agenda_import_never_removed
BEFORE DELETE OR TRUNCATE ON safer.agenda_import
FOR EACH STATEMENT EXECUTE FUNCTION safer.refuse_change();

CREATE TRIGGER project_never_removed
BEFORE DELETE OR TRUNCATE ON safer.project
FOR EACH STATEMENT EXECUTE FUNCTION safer.refuse_change();

CREATE TRIGGER project_step_never_removed
BEFORE DELETE OR TRUNCATE ON safer.project_step
FOR EACH STATEMENT EXECUTE FUNCTION safer.refuse_change();

CREATE TRIGGER bid_never_removed
BEFORE DELETE OR TRUNCATE ON safer.bid
FOR EACH STATEMENT EXECUTE FUNCTION safer.refuse_change();

CREATE TRIGGER award_never_removed
BEFORE DELETE OR TRUNCATE ON safer.award
FOR EACH STATEMENT EXECUTE FUNCTION safer.refuse_change();

CREATE TRIGGER grant_refund_never_removed
BEFORE DELETE OR TRUNCATE ON safer.grant_refund
FOR EACH STATEMENT EXECUTE FUNCTION safer.refuse_change();

CREATE TRIGGER monitoring_return_never_removed
BEFORE DELETE OR TRUNCATE ON safer.monitoring_return
FOR EACH STATEMENT EXECUTE FUNCTION safer.refuse_change();
