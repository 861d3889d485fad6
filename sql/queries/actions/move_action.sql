-- Takes an action to another state; no row when there is none to see.
SELECT m.object, m.before
FROM safer.move_action(:new_id::uuid, :action::uuid, :state::text, :reported_on::date, :text::text, :due_on::date,
        :if_match::integer) AS m;
