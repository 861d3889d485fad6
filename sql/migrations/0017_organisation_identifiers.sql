-- By which identifier an organisation is known in open data, of the lists that org-id.guide keeps; and when an award was
-- changed last, which open data tell as well.
ALTER TABLE safer.partner
    ADD COLUMN organisation_id text,
    ADD CONSTRAINT partner_organisation_id_once UNIQUE (organisation_id),
    ADD CONSTRAINT partner_organisation_id_shape CHECK (
        organisation_id ~ '^[A-Z]{2,3}-[A-Z0-9]+-[A-Za-z0-9]+([._/-][A-Za-z0-9]+)*$'
        AND char_length(organisation_id) <= 100);

ALTER TABLE safer.award ADD COLUMN changed_at timestamptz NOT NULL DEFAULT now();
