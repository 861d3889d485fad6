-- Awards with all that belongs to them and the reader may read.
CREATE VIEW api.story_awards WITH (security_invoker) AS
SELECT a.*,
    (SELECT coalesce(json_agg(json_build_object('id', t.id, 'place', t.place, 'amount_pence', t.amount_pence,
            'due_on', t.due_on, 'state', t.state, 'withheld_because', t.withheld_because, 'paid_on', t.paid_on,
            'expenditure', t.expenditure) ORDER BY t.place), '[]')
        FROM api.award_tranches AS t
        WHERE t.award = a.id) AS tranches,
    (SELECT coalesce(json_agg(json_build_object('id', c.id, 'place', c.place, 'text', c.text, 'due_on', c.due_on,
            'state', c.state, 'met_on', c.met_on, 'failed_on', c.failed_on, 'note', c.note) ORDER BY c.place), '[]')
        FROM api.award_conditions AS c
        WHERE c.award = a.id) AS conditions,
    (SELECT coalesce(json_agg(json_build_object('id', r.id, 'due_on', r.due_on, 'state', r.state, 'overdue', r.overdue,
            'received_on', r.received_on, 'spent_pence', r.spent_pence, 'text', r.text, 'decided_on', r.decided_on,
            'decided_because', r.decided_because, 'failures', r.failures, 'version', r.version) ORDER BY r.due_on), '[]')
        FROM api.monitoring_returns AS r
        WHERE r.award = a.id) AS returns
FROM api.awards AS a;
