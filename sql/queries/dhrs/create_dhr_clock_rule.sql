-- Records what is asked of reviews that are notified from a day on.
SELECT safer.create_dhr_clock_rule(jsonb_build_object('id', :id::text, 'from_on', :from_on::date,
        'decision_months', :decision_months::bigint, 'completion_months', :completion_months::bigint,
        'completed_by', :completed_by::text, 'source', :source::text, 'note', :note::text)) AS object,
    NULL::json AS before;
