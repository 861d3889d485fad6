-- Trigger: rows of this table are never changed, but the texts it is told of can be erased, by the owner and by rules.
CREATE FUNCTION safer.keep_but_erased()
RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    IF current_user NOT IN ('safer_owner', 'safer_rules')
        OR NOT safer.is_erasure(to_jsonb(OLD), to_jsonb(NEW), TG_ARGV::text[])
    THEN
        RAISE EXCEPTION USING
            ERRCODE = 'restrict_violation',
            MESSAGE = format('%I.%I is append-only: its texts can be erased, nothing can be changed', TG_TABLE_SCHEMA,
                TG_TABLE_NAME),
            HINT = 'A correction is a new row.';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER closing_append_only
BEFORE UPDATE ON safer.closing
FOR EACH ROW EXECUTE FUNCTION safer.keep_but_erased('note');

CREATE TRIGGER observation_load_append_only
BEFORE UPDATE ON safer.observation_load
FOR EACH ROW EXECUTE FUNCTION safer.keep_but_erased('filename');

CREATE TRIGGER observation_withdrawal_append_only
BEFORE UPDATE ON safer.observation_withdrawal
FOR EACH ROW EXECUTE FUNCTION safer.keep_but_erased('reason');

CREATE TRIGGER csa_decision_append_only
BEFORE UPDATE ON safer.csa_decision
FOR EACH ROW EXECUTE FUNCTION safer.keep_but_erased('condition');

CREATE TRIGGER action_progress_append_only
BEFORE UPDATE ON safer.action_progress
FOR EACH ROW EXECUTE FUNCTION safer.keep_but_erased('text');

CREATE TRIGGER commentary_append_only
BEFORE UPDATE ON safer.commentary
FOR EACH ROW EXECUTE FUNCTION safer.keep_but_erased('text');

CREATE TRIGGER report_append_only
BEFORE UPDATE ON safer.report
FOR EACH ROW EXECUTE FUNCTION safer.keep_but_erased('note', 'summary');

CREATE TRIGGER report_detail_append_only
BEFORE UPDATE ON safer.report_detail
FOR EACH ROW EXECUTE FUNCTION safer.keep_but_erased('body');

CREATE TRIGGER decision_option_append_only
BEFORE UPDATE ON safer.decision_option
FOR EACH ROW EXECUTE FUNCTION safer.keep_but_erased('text');

CREATE TRIGGER agenda_import_append_only
BEFORE UPDATE ON safer.agenda_import
FOR EACH ROW EXECUTE FUNCTION safer.keep_but_erased('filename');

CREATE TRIGGER project_step_append_only
BEFORE UPDATE ON safer.project_step
FOR EACH ROW EXECUTE FUNCTION safer.keep_but_erased('text');
