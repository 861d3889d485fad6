-- Changes what an action says of itself; no row when there is none to see.
SELECT c.object, c.before
FROM safer.change_action(:action::uuid, jsonb_build_object('title', :title::text, 'description', :description::text,
        'plan', :plan::text, 'owner', :owner::text, 'office', :office::text, 'due_on', :due_on::date,
        'public', :public::boolean), :themes::jsonb, :if_match::integer) AS c;
