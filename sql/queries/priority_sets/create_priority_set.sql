-- Makes a draft set of priorities and themes.
SELECT safer.create_priority_set(:id::text, :title::text, :starts_on::date, :ends_on::date, :succeeds::text,
        :source::text, :note::text) AS object,
    NULL::json AS before;
