-- Seals audit events that are not yet: how many.
SELECT safer.seal_audit_events() AS sealed;
