-- Gives notice that a party withdraws from an agreement; no row when there is no such agreement to see.
SELECT w.object, NULL::json AS before
FROM safer.create_withdrawal(:new_id::uuid, :agreement::text, :partner::text, :notice_on::date, :resolution_on::date,
        :chair_notified_on::date, :effective_on::date, :note::text, :dry_run::boolean) AS w (object)
WHERE w.object IS NOT NULL;
