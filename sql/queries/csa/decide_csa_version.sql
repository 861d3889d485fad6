-- Records what was decided on a version of the agreement; no row when there is none to see.
SELECT d.object, d.before
FROM safer.decide_csa_version(:version::text, :decision::text, :decided_on::date, :minute::text, :condition::text,
        :if_match::integer) AS d;
