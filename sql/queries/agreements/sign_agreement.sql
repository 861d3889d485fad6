-- Records that the caller's partner has signed an agreement.
SELECT s.object, s.before
FROM safer.sign_agreement(:agreement::text, :partner::text, :signed_on::date, :designation::text) AS s;
