-- What an award comes to, in pence: all of it while it lasts, or where it was published without saying how it is paid; of
-- one that is over what was paid, and not what was released.
CREATE FUNCTION safer.award_kept(award safer.award)
RETURNS bigint
LANGUAGE sql
IMMUTABLE
RETURN CASE WHEN award.state = 'withdrawn' OR award.state = 'complete' AND (award.source IS NULL OR award.paid_pence > 0)
    THEN award.paid_pence ELSE award.amount_pence END;
