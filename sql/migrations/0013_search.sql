-- Search: the words of what is written down, by weight: A what it is called, B what it says in short, D the rest. Of a
-- text the first 100,000 characters, whose words always fit. They are stored, because to rank what is found by reading
-- it again would take seconds where many rows have the word.

ALTER TABLE safer.meeting
    ADD COLUMN words tsvector NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('pg_catalog.english', place), 'B')
        || setweight(to_tsvector('pg_catalog.english', coalesce(note, '')), 'D')) STORED;
CREATE INDEX meeting_by_word ON safer.meeting USING gin (words);

ALTER TABLE safer.item_text
    ADD COLUMN words tsvector NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('pg_catalog.english', title), 'A')
        || setweight(to_tsvector('pg_catalog.english', coalesce(description, '')), 'D')) STORED;
CREATE INDEX item_text_by_word ON safer.item_text USING gin (words);

ALTER TABLE safer.paper_text
    ADD COLUMN words tsvector NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('pg_catalog.english', title), 'A')
        || setweight(to_tsvector('pg_catalog.english', coalesce(summary, '')), 'B')
        || setweight(to_tsvector('pg_catalog.english', left(coalesce(text, ''), 100000)), 'D')) STORED;
CREATE INDEX paper_text_by_word ON safer.paper_text USING gin (words);

ALTER TABLE safer.minute_text
    ADD COLUMN words tsvector NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('pg_catalog.english', title), 'A')
        || setweight(to_tsvector('pg_catalog.english', left(coalesce(text, ''), 100000)), 'D')) STORED;
CREATE INDEX minute_text_by_word ON safer.minute_text USING gin (words);

-- What everybody sees of a restricted item, and of a restricted paper.
ALTER TABLE safer.item
    ADD COLUMN public_words tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('pg_catalog.english', public_title), 'A')) STORED;
CREATE INDEX item_by_public_word ON safer.item USING gin (public_words);
ALTER TABLE safer.paper
    ADD COLUMN public_words tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('pg_catalog.english', public_title), 'A')) STORED;
CREATE INDEX paper_by_public_word ON safer.paper USING gin (public_words);

ALTER TABLE safer.decision
    ADD COLUMN words tsvector NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('pg_catalog.english', text), 'B')
        || setweight(to_tsvector('pg_catalog.english', coalesce(condition, '')), 'D')) STORED;
CREATE INDEX decision_by_word ON safer.decision USING gin (words);

ALTER TABLE safer.follow_up
    ADD COLUMN words tsvector NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('pg_catalog.english', text), 'B')) STORED;
CREATE INDEX follow_up_by_word ON safer.follow_up USING gin (words);

ALTER TABLE safer.action
    ADD COLUMN words tsvector NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('pg_catalog.english', title), 'A')
        || setweight(to_tsvector('pg_catalog.english', coalesce(description, '')), 'D')) STORED;
CREATE INDEX action_by_word ON safer.action USING gin (words);

ALTER TABLE safer.csa_chapter
    ADD COLUMN words tsvector NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('pg_catalog.english', title), 'A')
        || setweight(to_tsvector('pg_catalog.english', coalesce(change_note, '')), 'D')
        || setweight(to_tsvector('pg_catalog.english', left(coalesce(text, ''), 100000)), 'D')) STORED;
CREATE INDEX csa_chapter_by_word ON safer.csa_chapter USING gin (words);
