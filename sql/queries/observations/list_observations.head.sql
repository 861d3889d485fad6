-- The watermark that a later list of observations begins at, and how many items this one has, filtered.
WITH told AS MATERIALIZED (
    SELECT w.*
    FROM safer.observation_window(:updated_after::text, :as_of::timestamptz, :after::text) AS w
), anew AS MATERIALIZED (
    SELECT s.number, s.indicator
    FROM told AS w
    JOIN safer.series_shown_anew() AS s ON s.shown_by >= w.since AND s.shown_by < w.upper
    WHERE :updated_after::text IS NOT NULL
)
SELECT t.watermark AS _watermark,
    CASE WHEN :count::boolean THEN (
        SELECT count(*)
        FROM api.observation_states AS o
        WHERE (:as_of::timestamptz IS NULL AND o._current
                OR o.recorded_at <= :as_of::timestamptz AND o._superseded_at > :as_of::timestamptz)
            AND (:updated_after::text IS NULL AND NOT o._series AND NOT o.deleted
                    AND (:status::text IS NULL OR o._provisional = (:status::text = 'provisional'))
                OR :updated_after::text IS NOT NULL
                    AND (o._written_by >= (SELECT w.since FROM told AS w) AND o._written_by < (SELECT w.upper FROM told AS w)
                        OR o._indicator = ANY (ARRAY(SELECT s.number FROM anew AS s))))
            AND (:indicator::text IS NULL
                OR o._indicator = (
                    SELECT i.number FROM safer.indicator AS i WHERE i.id = :indicator::text
                    UNION
                    SELECT s.number FROM anew AS s WHERE s.indicator = :indicator::text))
            AND (:area::text IS NULL OR o._series
                OR o._area = (SELECT a.number FROM safer.area AS a WHERE a.id = :area::text))
            AND (:from::text IS NULL OR o._series OR o._starts_on >= safer.period_edge(:from::text, 'from', false))
            AND (:to::text IS NULL OR o._series OR o._starts_on <= safer.period_edge(:to::text, 'to', true))) END AS _total
FROM told AS t;
