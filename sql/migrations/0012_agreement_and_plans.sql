-- Of the sets of priorities that succeed the same one, one is agreed.
CREATE UNIQUE INDEX priority_set_succeeded_once ON safer.priority_set (succeeds) WHERE state <> 'draft';
