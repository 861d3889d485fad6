-- The county priorities, so far as indicators need them.
CREATE TABLE safer.priority (
    id text CONSTRAINT priority_pkey PRIMARY KEY,
    title text NOT NULL,
    CONSTRAINT priority_id_slug CHECK (id ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(id) <= 63),
    CONSTRAINT priority_title_length CHECK (char_length(title) BETWEEN 1 AND 200)
);

ALTER TABLE safer.priority ENABLE ROW LEVEL SECURITY;
ALTER TABLE safer.priority FORCE ROW LEVEL SECURITY;
