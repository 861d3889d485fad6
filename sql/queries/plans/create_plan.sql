-- Makes a plan with what it is for.
SELECT safer.create_plan(:id::text, :title::text, :owner::text, :state::text, :due_regard::boolean, :starts_on::date,
        :ends_on::date, :source::text, :note::text, :aims::jsonb) AS object,
    NULL::json AS before;
