-- The watermark that a later list of observations begins at, and how many items this one has, filtered.
SELECT w.watermark AS _watermark,
    CASE WHEN :count::boolean THEN (
        SELECT count(*)
        FROM api.observation_states AS o
        WHERE (:as_of::timestamptz IS NULL AND o._current
                OR o.recorded_at <= :as_of::timestamptz AND o._superseded_at > :as_of::timestamptz)
            AND (:updated_after::text IS NULL AND NOT o._series AND NOT o.deleted
                    AND (:status::text IS NULL OR o._provisional = (:status::text = 'provisional'))
                OR :updated_after::text IS NOT NULL
                    AND (o._written_by >= (SELECT safer.changes_since(:updated_after::text))
                            AND o._written_by < (SELECT safer.changes_before(:updated_after::text, :after::text))
                        OR o._indicator = ANY (ARRAY(
                                SELECT t.number
                                FROM safer.series_told_anew(:updated_after::text, :after::text, :indicator::text) AS t))
                            AND o._indicator BETWEEN (
                                SELECT min(t.number)
                                FROM safer.series_told_anew(:updated_after::text, :after::text, :indicator::text) AS t
                            ) AND (
                                SELECT max(t.number)
                                FROM safer.series_told_anew(:updated_after::text, :after::text, :indicator::text) AS t
                            )))
            -- An indicator that may no longer be seen is one that is told anew. An area of all indicators is looked up
            -- by each.
            AND (:indicator::text IS NULL
                OR o._indicator = (
                    SELECT i.number FROM safer.indicator AS i WHERE i.id = :indicator::text
                    UNION
                    SELECT t.number
                    FROM safer.series_told_anew(:updated_after::text, :after::text, :indicator::text) AS t))
            AND (:area::text IS NULL OR :indicator::text IS NOT NULL OR :updated_after::text IS NOT NULL
                OR o._indicator = ANY (ARRAY(SELECT i.number FROM safer.indicator AS i)))
            AND (:area::text IS NULL OR o._series
                OR o._area = (SELECT a.number FROM safer.area AS a WHERE a.id = :area::text))
            AND (:from::text IS NULL OR o._series
                OR o._starts_on >= (SELECT safer.period_edge(:from::text, 'from', false)))
            AND (:to::text IS NULL OR o._series
                OR o._starts_on <= (SELECT safer.period_edge(:to::text, 'to', true))))
    END AS _total
FROM safer.observation_window(:updated_after::text, :as_of::timestamptz, :after::text) AS w;
