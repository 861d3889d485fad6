-- Why a text is no value of an indicator of this kind: a code and a sentence, or NULL when it is one.
CREATE FUNCTION safer.value_fault(written text, kind text)
RETURNS TABLE (code text, sentence text)
LANGUAGE plpgsql
IMMUTABLE
AS $$
BEGIN
    code := 'value-not-a-number';
    IF written IS NULL THEN
        code := 'value-missing';
        sentence := 'The row has no value. Leave a row out where nothing was observed: a gap is not a zero.';
    ELSIF safer.read_value(written) IS NOT NULL THEN
        IF kind = 'count' AND safer.read_value(written) < 0 THEN
            code := 'value-negative';
            sentence := 'The indicator counts, and a count is not negative.';
        ELSIF kind = 'count' AND safer.read_value(written) <> trunc(safer.read_value(written)) THEN
            code := 'value-not-whole';
            sentence := 'The indicator counts whole things, and this is a fraction. What is no count is a rate or a value: '
                'the indicator says which it is.';
        ELSE
            code := NULL;
        END IF;
    ELSIF written ~ '^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$' THEN
        code := 'value-out-of-range';
        sentence := 'A value is less than 10 to the power of 15, with at most 15 decimals.';
    ELSIF written ~ '^\s|\s$' THEN
        sentence := 'There is a space before or after the number.';
    ELSIF written ~ '[£$€]' THEN
        sentence := 'Write the number without a currency sign: the indicator says its unit.';
    ELSIF written ~ '%' THEN
        sentence := 'Write the number without a percent sign: the indicator says its unit.';
    ELSIF written ~ '^[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$' THEN
        sentence := 'Write the number without a thousands comma.';
    ELSIF written ~ '^[+-]?[0-9]+,[0-9]+$' THEN
        sentence := 'Write the decimals behind a point, not a comma.';
    ELSE
        sentence := 'A value is a number, such as 12 or 12.5.';
    END IF;
    RETURN NEXT;
END
$$;
