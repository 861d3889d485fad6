-- Makes an agreement with its parties, minimums and reviews.
SELECT safer.create_agreement(
        :id::text, :title::text, :fund::text, :starts_on::date, :ends_on::date, :succeeds::text,
        :parties::jsonb, :minimums::jsonb, :notice_months::integer, :meeting_interval_months::integer,
        :reviews::jsonb, :formal_report_on::date, :public::boolean, :note::text) AS object,
    NULL::json AS before;
