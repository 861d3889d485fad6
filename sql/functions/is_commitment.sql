-- Whether spending for a purpose is the agreement's own commitment on a day: the cost of a post the fund pays, while it
-- pays it, by the term that holds on the day. That is never refused, whatever is left.
CREATE FUNCTION safer.is_commitment(fund text, purpose text, incurred_on date)
RETURNS boolean
LANGUAGE plpgsql
STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RETURN EXISTS (
        SELECT
        FROM safer.purpose AS u
        JOIN safer.post_term AS t ON t.post = u.post AND t.fund = u.fund
        LEFT JOIN safer.agreement AS a ON a.id = t.agreement
        WHERE u.fund = is_commitment.fund
            AND u.id = is_commitment.purpose
            AND t.from_on <= is_commitment.incurred_on
            AND is_commitment.incurred_on >= t.funded_from
            AND is_commitment.incurred_on < t.funded_from + make_interval(months => t.funded_months)
            AND is_commitment.incurred_on <= coalesce(a.dissolved_on, a.ends_on, 'infinity')
            AND is_commitment.incurred_on <= coalesce(t.to_on, 'infinity')
            AND NOT EXISTS (
                SELECT
                FROM safer.post_term AS later
                WHERE later.post = t.post
                    AND later.from_on > t.from_on
                    AND later.from_on <= is_commitment.incurred_on));
END
$$;

ALTER FUNCTION safer.is_commitment(text, text, date) OWNER TO safer_rules;
