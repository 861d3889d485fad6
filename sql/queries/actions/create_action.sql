-- Puts an action on the plan.
SELECT safer.create_action(:new_id::uuid, :title::text, :description::text, :priority::text, :themes::jsonb,
        :plan::text, :owner::text, :office::text, :due_on::date, :public::boolean) AS object,
    NULL::json AS before;
