-- The withdrawals from an agreement, or one of them, with what they mean, to its parties and the constituent partners.
-- The fund is shared as it stands today or stood on the agreement's last day; where that was past already when the
-- withdrawal was recorded, as it stood then.
CREATE FUNCTION safer.withdrawals(of_agreement text, of_withdrawal uuid)
RETURNS TABLE (id uuid, agreement text, partner text, resolution_on date, chair_notified_on date,
    notice_months integer, earliest_on date, effective_on date, dissolves_on date, outlives_term boolean,
    shares_on date, remaining_pence bigint, note text, created_at timestamptz, version integer, shares json,
    returns json, says json)
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    IF of_agreement <> ALL (safer.agreements_read_closely()) THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT w.id, w.agreement, w.partner, w.resolution_on, w.chair_notified_on, w.notice_months, w.earliest_on,
        w.effective_on, w.dissolves_on, w.dissolves_on IS NULL, d.shares_on, h.remaining_pence, w.note, w.created_at,
        w.version, h.shares, safer.withdrawal_returns(a, coalesce(w.dissolves_on, a.ends_on)),
        safer.withdrawal_says(w, a)
    FROM safer.withdrawal AS w
    JOIN safer.agreement AS a ON a.id = w.agreement
    CROSS JOIN LATERAL (
        SELECT least(safer.today(), greatest(coalesce(w.dissolves_on, a.ends_on), w.recorded_on)) AS shares_on
    ) AS d
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(s.amount_pence), 0)::bigint AS remaining_pence,
            coalesce(json_agg(json_build_object('partner', s.partner, 'amount_pence', s.amount_pence)
                ORDER BY s.partner), '[]') AS shares
        FROM safer.fund_shares_of(a.fund, d.shares_on) AS s
    ) AS h
    WHERE w.agreement = of_agreement
        AND w.id = coalesce(of_withdrawal, w.id)
    ORDER BY w.id;
END
$$;

ALTER FUNCTION safer.withdrawals(text, uuid) OWNER TO safer_rules;
