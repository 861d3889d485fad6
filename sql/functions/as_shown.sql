-- A row as clients are shown it: instants, which are the members named ..._at, in UTC with a Z; all else as it is.
CREATE FUNCTION safer.as_shown(members json)
RETURNS json
LANGUAGE sql
STABLE
RETURN (
    SELECT ('{' || string_agg(to_json(m.key) || ':' || CASE
            WHEN m.key LIKE '%\_at' AND json_typeof(m.value) = 'string'
                THEN to_json((to_json((m.value #>> '{}')::timestamptz AT TIME ZONE 'UTC') #>> '{}') || 'Z')::text
            ELSE m.value::text END, ',' ORDER BY m.place) || '}')::json
    FROM json_each(members) WITH ORDINALITY AS m (key, value, place));
