-- Records an area.
SELECT safer.create_area(:id::text, :name::text, :kind::text, :partner::text, :from_on::date, :to_on::date,
        :note::text) AS object,
    NULL::json AS before;
