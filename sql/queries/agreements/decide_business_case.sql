-- Records what was decided on a business case.
SELECT d.object, d.before
FROM safer.decide_business_case(:agreement::text, :case::uuid, :accepted::boolean, :decided_on::date, :decision::text)
    AS d;
