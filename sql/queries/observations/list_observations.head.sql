-- The watermark that a later list of observations begins at, and how many items this one has, filtered.
WITH told AS MATERIALIZED (
    SELECT w.*
    FROM safer.observation_window(:updated_after::text, :as_of::timestamptz, :after::text) AS w
), anew AS MATERIALIZED (
    SELECT s.*
    FROM told AS w
    CROSS JOIN LATERAL safer.series_shown_anew(w.since, w.upper) AS s
    WHERE :updated_after::text IS NOT NULL
)
SELECT w.watermark AS _watermark,
    CASE WHEN :count::boolean THEN (
        SELECT count(*)
        FROM api.observations AS v
        WHERE (:as_of::timestamptz IS NULL AND v._current
                OR v.recorded_at <= :as_of::timestamptz AND v._superseded_at > :as_of::timestamptz)
            AND (:updated_after::text IS NULL AND NOT v.deleted
                    AND (:status::text IS NULL OR v._provisional = (:status::text = 'provisional'))
                OR :updated_after::text IS NOT NULL
                    AND (v._written_by >= (SELECT t.since FROM told AS t)
                            AND v._written_by < (SELECT t.upper FROM told AS t)
                        OR v._indicator = ANY (ARRAY(SELECT s.number FROM anew AS s))))
            AND (:indicator::text IS NULL
                OR v._indicator = (SELECT i.number FROM safer.indicator AS i WHERE i.id = :indicator::text))
            AND (:area::text IS NULL OR v._area = (SELECT a.number FROM safer.area AS a WHERE a.id = :area::text))
            AND (:from::text IS NULL OR v._starts_on >= safer.period_edge(:from::text, 'from', false))
            AND (:to::text IS NULL OR v._starts_on <= safer.period_edge(:to::text, 'to', true))
    ) + (
        SELECT count(*)
        FROM anew AS s
        WHERE s.indicator = coalesce(:indicator::text, s.indicator)) END AS _total
FROM told AS w;
