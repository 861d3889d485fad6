-- Makes a draft version of the agreement.
SELECT safer.create_csa_version(:id::text, :title::text, :starts_on::date, :ends_on::date, :succeeds::text,
        :source::text, :note::text) AS object,
    NULL::json AS before;
