/* The faults of one request: each says where it is, a stable code, and a sentence for a person.
 * SPDX-License-Identifier: MIT */
#include "contract/faults.h"

#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

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

static void fault_free(struct fault *fault)
{
    free(fault->parameter);
    free(fault->pointer);
    free(fault->detail);
}

/* Counts one more; whether it can be kept. */
static bool has_room(struct faults *faults)
{
    faults->total++;
    if (faults->items == NULL)
        faults->items = calloc(FAULTS_MAX, sizeof *faults->items);
    if (faults->items == NULL)
        memory_note_lack();
    return faults->items != NULL && faults->count < FAULTS_MAX;
}

static void add(struct faults *faults, const char *parameter, const char *pointer, const char *code,
                const char *format, va_list arguments) printf_like(5, 0);

static void add(struct faults *faults, const char *parameter, const char *pointer, const char *code,
                const char *format, va_list arguments)
{
    if (!has_room(faults))
        return;
    struct fault fault = {
        .parameter = parameter != NULL ? strdup(parameter) : NULL,
        .pointer = pointer != NULL ? strdup(pointer) : NULL,
        .code = code,
        .detail = write_detail(format, arguments),
    };
    if ((fault.parameter == NULL && fault.pointer == NULL) || fault.detail == NULL) {
        memory_note_lack();
        fault_free(&fault);
        return;
    }
    faults->items[faults->count++] = fault;
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
    for (size_t i = 0; i < faults->count; i++)
        fault_free(&faults->items[i]);
    free(faults->items);
    *faults = (struct faults){0};
}
