-- Makes a theme that is in no set yet.
SELECT safer.create_priority(:id::text, 'theme', :title::text, :note::text) AS object,
    NULL::json AS before;
