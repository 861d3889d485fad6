-- Observations by indicator, area and period, filtered: as they are, as they were known at an instant, or what has
-- changed. Of that, deleted says what is no longer there, or no longer of this status; without an area and a period,
-- that the whole series is told anew.
SELECT l.indicator, l.area, l.period, l.value, l.status, l.revision, l.recorded_at, l.suppressed, l.deleted,
    CASE WHEN :page_size::bigint IS NOT NULL
        THEN concat_ws('.', (
            SELECT w.next
            FROM safer.observation_window(:updated_after::text, :as_of::timestamptz, :after::text) AS w
        ), l._indicator, l._area, l._starts_on) END AS _cursor
FROM (
    -- One of the two is asked, and the planner knows which. As they are, they may be millions: they have a plan of
    -- their own. What is the same for all rows is asked once, in a SELECT.
    -- Of that the planner knows nothing, but takes a span for little: hence the least and the greatest of the series.
    (
        SELECT o.indicator, o.area, o.period, o.value, o.status, o.revision, o.recorded_at, o.suppressed,
            false AS deleted, o._indicator, o._area, o._starts_on
        FROM api.observations AS o
        WHERE :as_of::timestamptz IS NULL
            AND :updated_after::text IS NULL
            AND (:status::text IS NULL OR o._provisional = (:status::text = 'provisional'))
            AND (:indicator::text IS NULL
                OR o._indicator = (SELECT i.number FROM safer.indicator AS i WHERE i.id = :indicator::text))
            -- An area of all indicators is looked up by each.
            AND (:area::text IS NULL OR :indicator::text IS NOT NULL
                OR o._indicator = ANY (ARRAY(SELECT i.number FROM safer.indicator AS i)))
            AND (:area::text IS NULL
                OR o._area = (SELECT a.number FROM safer.area AS a WHERE a.id = :area::text))
            AND (:from::text IS NULL OR o._starts_on >= (SELECT safer.period_edge(:from::text, 'from', false)))
            AND (:to::text IS NULL OR o._starts_on <= (SELECT safer.period_edge(:to::text, 'to', true)))
            AND (o._indicator, o._area, o._starts_on) > (
                coalesce(nullif(split_part(:after::text, '.', 2), ''), '0')::integer,
                coalesce(nullif(split_part(:after::text, '.', 3), ''), '0')::integer,
                coalesce(nullif(split_part(:after::text, '.', 4), ''), '1800-01-01')::date)
        ORDER BY o._indicator, o._area, o._starts_on
        LIMIT :page_size::bigint
    )
    UNION ALL
    (
        SELECT o.indicator, o.area, o.period, CASE WHEN d.deleted THEN NULL ELSE o.value END, o.status, o.revision,
            o.recorded_at, o.suppressed, d.deleted, o._indicator, o._area, o._starts_on
        FROM api.observation_states AS o
        CROSS JOIN LATERAL (
            SELECT o.deleted OR coalesce(o._provisional <> (:status::text = 'provisional'), false) AS deleted
        ) AS d
        WHERE (:as_of::timestamptz IS NOT NULL OR :updated_after::text IS NOT NULL)
            -- Which refuses what cannot be told.
            AND (
                SELECT w.next IS NOT NULL
                FROM safer.observation_window(:updated_after::text, :as_of::timestamptz, :after::text) AS w
            )
            AND (:as_of::timestamptz IS NULL AND o._current
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
            -- An indicator that may no longer be seen is one that is told anew.
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
                OR o._starts_on <= (SELECT safer.period_edge(:to::text, 'to', true)))
            AND (o._indicator, o._area, o._starts_on) > (
                coalesce(nullif(split_part(:after::text, '.', 2), ''), '0')::integer,
                coalesce(nullif(split_part(:after::text, '.', 3), ''), '0')::integer,
                coalesce(nullif(split_part(:after::text, '.', 4), ''), '1800-01-01')::date)
        ORDER BY o._indicator, o._area, o._starts_on
        LIMIT :page_size::bigint
    )
) AS l
ORDER BY l._indicator, l._area, l._starts_on;
