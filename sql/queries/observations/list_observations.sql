-- Observations by indicator, area and period, filtered: as they are, as they were known at an instant, or what has changed.
-- Of what has changed, deleted says what is no longer there, and no longer by these filters; without an area and a period,
-- that the whole series is told anew.
WITH told AS MATERIALIZED (
    SELECT w.*
    FROM safer.observation_window(:updated_after::text, :as_of::timestamptz, :after::text) AS w
), anew AS MATERIALIZED (
    SELECT s.*
    FROM told AS w
    CROSS JOIN LATERAL safer.series_shown_anew(w.since, w.upper) AS s
    WHERE :updated_after::text IS NOT NULL
)
SELECT o.indicator, o.area, o.period, CASE WHEN o.deleted THEN NULL ELSE o.value END AS value, o.status, o.revision,
    o.recorded_at, o.suppressed, o.deleted,
    concat_ws('.', (SELECT w.next FROM told AS w), o._indicator, o._area, o._starts_on) AS _cursor
FROM (
    SELECT v.indicator, v.area, v.period, v.value, v.status, v.revision, v.recorded_at, v.suppressed,
        v.deleted OR coalesce(v._provisional <> (:status::text = 'provisional'), false) AS deleted,
        v._indicator, v._area, v._starts_on
    FROM api.observations AS v
    WHERE (:as_of::timestamptz IS NULL AND v._current
            OR v.recorded_at <= :as_of::timestamptz AND v._superseded_at > :as_of::timestamptz)
        AND (:updated_after::text IS NULL AND NOT v.deleted
                AND (:status::text IS NULL OR v._provisional = (:status::text = 'provisional'))
            OR :updated_after::text IS NOT NULL
                AND (v._written_by >= (SELECT w.since FROM told AS w) AND v._written_by < (SELECT w.upper FROM told AS w)
                    OR v._indicator = ANY (ARRAY(SELECT s.number FROM anew AS s))))
        AND (:indicator::text IS NULL
            OR v._indicator = (SELECT i.number FROM safer.indicator AS i WHERE i.id = :indicator::text))
        AND (:area::text IS NULL OR v._area = (SELECT a.number FROM safer.area AS a WHERE a.id = :area::text))
        AND (:from::text IS NULL OR v._starts_on >= safer.period_edge(:from::text, 'from', false))
        AND (:to::text IS NULL OR v._starts_on <= safer.period_edge(:to::text, 'to', true))
    UNION ALL
    SELECT s.indicator, NULL, NULL, NULL, NULL, NULL, NULL, false, true, s.number, 0, date '1800-01-01'
    FROM anew AS s
    WHERE :updated_after::text IS NOT NULL
        AND s.indicator = coalesce(:indicator::text, s.indicator)
) AS o
WHERE (o._indicator, o._area, o._starts_on) > (
        coalesce(nullif(split_part(:after::text, '.', 2), ''), '0')::integer,
        coalesce(nullif(split_part(:after::text, '.', 3), ''), '0')::integer,
        coalesce(nullif(split_part(:after::text, '.', 4), ''), '1800-01-01')::date)
ORDER BY o._indicator, o._area, o._starts_on
LIMIT :page_size::bigint;
