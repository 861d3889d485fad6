/* The faults of one request: each says where it is, a stable code, and a sentence for a person.
 * SPDX-License-Identifier: MIT */
#include "contract/faults.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Ends a text that was cut in its buffer at a character's boundary, with "…". */
static void end_cut_text(char text[static FAULT_DETAIL_MAX + 1])
{
    size_t end = FAULT_DETAIL_MAX - strlen("…");
    while (end > 0 && ((unsigned char)text[end] & 0xC0) == 0x80)
        end--;
    memcpy(text + end, "…", sizeof "…");
}

static char *write_detail(const char *format, va_list arguments) printf_like(1, 0);

static char *write_detail(const char *format, va_list arguments)
{
    char text[FAULT_DETAIL_MAX + 1];
    const int length = vsnprintf(text, sizeof text, format, arguments);
    if (length < 0)
        return NULL;
    if (length > FAULT_DETAIL_MAX)
        end_cut_text(text);
    return strdup(text);
}

/* Room for one more, or NULL when enough are kept or there is no memory. */
static struct fault *next_item(struct faults *faults)
{
    faults->total++;
    if (faults->count == FAULTS_MAX)
        return NULL;
    if (faults->items == NULL)
        faults->items = calloc(FAULTS_MAX, sizeof *faults->items);
    return faults->items == NULL ? NULL : &faults->items[faults->count];
}

static void add(struct faults *faults, const char *parameter, const char *pointer, const char *code,
                const char *format, va_list arguments) printf_like(5, 0);

static void add(struct faults *faults, const char *parameter, const char *pointer, const char *code,
                const char *format, va_list arguments)
{
    struct fault *const fault = next_item(faults);
    if (fault == NULL)
        return;
    const char *const place = parameter != NULL ? parameter : pointer;
    char *const copy = strdup(place);
    char *const detail = write_detail(format, arguments);
    if (copy == NULL || detail == NULL) {
        free(copy);
        free(detail);
        return;
    }
    *fault = (struct fault){.code = code, .detail = detail};
    if (parameter != NULL)
        fault->parameter = copy;
    else
        fault->pointer = copy;
    faults->count++;
}

void faults_add_pointer(struct faults *faults, const char *pointer, const char *code,
                        const char *format, ...)
{
    assert(pointer != NULL);
    va_list arguments;
    va_start(arguments, format);
    add(faults, NULL, pointer, code, format, arguments);
    va_end(arguments);
}

void faults_add_parameter(struct faults *faults, const char *parameter, const char *code,
                          const char *format, ...)
{
    assert(parameter != NULL);
    va_list arguments;
    va_start(arguments, format);
    add(faults, parameter, NULL, code, format, arguments);
    va_end(arguments);
}

void faults_clear(struct faults *faults)
{
    for (size_t i = 0; i < faults->count; i++) {
        free(faults->items[i].parameter);
        free(faults->items[i].pointer);
        free(faults->items[i].detail);
    }
    free(faults->items);
    *faults = (struct faults){0};
}
