-- Proposes an indicator.
SELECT safer.create_indicator(:id::text, :title::text, :description::text, :unit::text, :polarity::text,
        :frequency::text, :year::text, :priority::text, :source::text, :public::boolean, :focus::boolean, :kind::text,
        :suppress_below::integer, :note::text) AS object,
    NULL::json AS before;
