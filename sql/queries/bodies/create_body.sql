-- Records a body that meets.
SELECT safer.create_body(jsonb_build_object('id', :id::text, 'title', :title::text, 'meets_in', :meets_in::text, 'quorum_rule', :quorum_rule::text,
        'quorum_members', :quorum_members::integer, 'interval_months', :interval_months::integer,
        'report_interval_months', :report_interval_months::integer, 'notice_days', :notice_days::integer,
        'parent', :parent::text, 'from_on', :from_on::date, 'to_on', :to_on::date,
        'external_system', :external_system::text, 'external_id', :external_id::text, 'url', :url::text,
        'source', :source::text, 'note', :note::text)) AS object,
    NULL::json AS before;
