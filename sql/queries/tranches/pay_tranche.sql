-- Records that a tranche was paid; no row when the caller does not follow its award.
SELECT p.object, p.before
FROM safer.pay_tranche(:tranche::uuid, :new_id::uuid, :paid_on::date, :external_reference::text, :note::text) AS p;
