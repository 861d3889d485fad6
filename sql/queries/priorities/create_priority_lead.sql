-- Says who leads a priority from a day on; no row when there is no such priority to see.
SELECT l.object, l.before
FROM safer.set_priority_lead(:priority::text, :from_on::date, :to_on::date, :office::text, :partner::text,
        :source::text, :note::text) AS l;
