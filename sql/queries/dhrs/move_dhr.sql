-- Takes a review to its next stage, suspends or resumes it; no row when there is none to know of.
SELECT m.object, m.before
FROM safer.move_dhr(:dhr::uuid, :stage::text, :reached_on::date, :decision::text, :answer::text, :suspended_for::text,
    :if_match::integer) AS m;
