-- Of the sets of priorities that succeed the same one, one is agreed.
CREATE UNIQUE INDEX priority_set_succeeded_once ON safer.priority_set (succeeds) WHERE state <> 'draft';

-- A draft plan is for partners, but everybody reads what a published paper prints of one.
ALTER TABLE safer.plan ADD COLUMN printed boolean NOT NULL DEFAULT false;
