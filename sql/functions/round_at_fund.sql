-- How a round stands at its fund: what of it is left to award, what the fund holds and has promised, what its ledger says
-- was spent on the purposes of the round's awards, and what of that was neither a payment nor a refund of the round, by
-- the records of spending; what is the fund's only to who reads it whole, with a
-- scope for it. No row to who does not keep the round or read
-- every bid.
CREATE FUNCTION safer.round_at_fund(round text)
RETURNS TABLE (left_pence bigint, available_pence bigint, promised_pence bigint, spent_pence bigint,
    otherwise_pence bigint)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    paid_for text[] := ARRAY(
        SELECT DISTINCT a.purpose FROM safer.award AS a WHERE a.round = round_at_fund.round);
    held safer.grant_round;
BEGIN
    IF NOT (safer.reads_every_bid() OR round_at_fund.round = ANY (safer.rounds_kept())) THEN
        RETURN;
    END IF;
    SELECT * INTO held FROM safer.grant_round AS r WHERE r.id = round_at_fund.round;
    left_pence := held.amount_pence - safer.round_committed(held.id);
    IF held.fund <> ALL (safer.funds_read_whole())
            OR NOT (safer.has_scope('funds.read') OR safer.has_scope('contributions.write')) THEN
        RETURN NEXT;
        RETURN;
    END IF;
    available_pence := safer.fund_available(held.fund);
    promised_pence := safer.fund_promised(held.fund);
    spent_pence := (
        SELECT coalesce(sum(CASE p.debit_account WHEN c.id THEN p.amount_pence ELSE -p.amount_pence END), 0)
        FROM safer.account AS c
        JOIN safer.posting AS p ON p.fund = c.fund AND c.id IN (p.debit_account, p.credit_account)
        JOIN safer.entry AS e ON e.id = p.entry
        WHERE c.fund = held.fund
            AND c.kind = 'spending'
            AND c.purpose = ANY (paid_for)
            AND e.kind <> 'closing');
    otherwise_pence := (
        SELECT coalesce(sum(x.amount_pence), 0)
        FROM safer.expenditure AS x
        LEFT JOIN safer.tranche AS t ON t.expenditure = x.id
        LEFT JOIN safer.award AS a ON a.id = t.award AND a.round = round_at_fund.round
        WHERE x.fund = held.fund
            AND x.purpose = ANY (paid_for)
            AND x.reversed_at IS NULL
            AND a.id IS NULL) - (
        SELECT coalesce(sum(f.amount_pence), 0)
        FROM safer.grant_refund AS f
        JOIN safer.award AS a ON a.id = f.award AND a.round <> round_at_fund.round
        WHERE f.fund = held.fund
            AND f.purpose = ANY (paid_for)
            AND f.reversed_at IS NULL);
    RETURN NEXT;
END
$$;

ALTER FUNCTION safer.round_at_fund(text) OWNER TO safer_rules;
