/* JSON values compared as JSON Schema has it: exactly, 1 equal to 1.0, members without an order.
 * SPDX-License-Identifier: MIT */
#include "contract/json_compare.h"

#include <float.h>
#include <math.h>

static int compare_integer_with_real(json_int_t integer, double real)
{
    if (real >= 0x1p63)
        return -1;
    if (real < -0x1p63)
        return 1;
    const json_int_t whole = (json_int_t)real;
    if (integer != whole)
        return integer < whole ? -1 : 1;
    const double rest = real - (double)whole;
    return (rest < 0.0) - (rest > 0.0);
}

int json_compare_numbers(const json_t *a, const json_t *b)
{
    if (json_is_integer(a) && json_is_integer(b)) {
        const json_int_t left = json_integer_value(a), right = json_integer_value(b);
        return (left > right) - (left < right);
    }
    if (json_is_integer(a))
        return compare_integer_with_real(json_integer_value(a), json_real_value(b));
    if (json_is_integer(b))
        return -compare_integer_with_real(json_integer_value(b), json_real_value(a));
    const double left = json_real_value(a), right = json_real_value(b);
    return (left > right) - (left < right);
}

/* Decimal fractions are not exact in binary: 0.0075 is a multiple of 0.0001, to the last bits. */
bool json_is_multiple(const json_t *value, const json_t *divisor)
{
    if (json_is_integer(value) && json_is_integer(divisor))
        return json_integer_value(value) % json_integer_value(divisor) == 0;
    const double quotient = json_number_value(value) / json_number_value(divisor);
    return isfinite(quotient) &&
           fabs(quotient - rint(quotient)) <= 4.0 * DBL_EPSILON * fabs(quotient);
}

static bool lists_equal(const json_t *a, const json_t *b)
{
    const size_t size = json_array_size(a);
    bool equal = size == json_array_size(b);
    for (size_t i = 0; equal && i < size; i++)
        equal = json_same(json_array_get(a, i), json_array_get(b, i));
    return equal;
}

static bool objects_equal(const json_t *a, const json_t *b)
{
    if (json_object_size(a) != json_object_size(b))
        return false;
    json_t *const walked = (json_t *)a; /* jansson's iterators are not const, but change nothing */
    bool equal = true;
    for (void *i = json_object_iter(walked); equal && i; i = json_object_iter_next(walked, i)) {
        const json_t *const other =
            json_object_getn(b, json_object_iter_key(i), json_object_iter_key_len(i));
        equal = other != NULL && json_same(json_object_iter_value(i), other);
    }
    return equal;
}

bool json_same(const json_t *a, const json_t *b)
{
    if (json_is_number(a) && json_is_number(b))
        return json_compare_numbers(a, b) == 0;
    if (json_typeof(a) != json_typeof(b))
        return false;
    if (json_is_array(a))
        return lists_equal(a, b);
    if (json_is_object(a))
        return objects_equal(a, b);
    return json_equal(a, b);
}
