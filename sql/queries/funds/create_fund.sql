-- Makes a fund that the caller hosts, with the contributors it names.
SELECT safer.create_fund(:id::text, :name::text, :rolls_forward::boolean, :note::text,
        coalesce(:contributors::jsonb, '[]')) AS object,
    NULL::json AS before;
