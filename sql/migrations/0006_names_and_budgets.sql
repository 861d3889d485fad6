-- Finding joint posts and those a partner pays itself.
CREATE INDEX post_term_by_funding ON safer.post_term (funding, post);
