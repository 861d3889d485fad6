-- Makes a priority that is in no set yet.
SELECT safer.create_priority(:id::text, 'priority', :title::text, :note::text) AS object,
    NULL::json AS before;
