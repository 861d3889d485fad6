-- Keeps what a recipient says of an award; no row when the caller does not follow it.
SELECT r.object, r.before
FROM safer.receive_monitoring_return(:return::uuid, :spent_pence::bigint, :text::text, :received_on::date,
    :if_match::integer) AS r;
