/* The faults of one request: each says where it is, a stable code, and a sentence for a person.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <stddef.h>

#include "base/cleanup.h"

/* So many faults are kept; further ones are counted only. */
#define FAULTS_MAX 100

/* A sentence is cut to so many bytes, at a character's boundary. */
#define FAULT_DETAIL_MAX 1000

struct fault {
    char *parameter;  /* the parameter's name, or NULL */
    char *pointer;    /* RFC 6901, into the body; "" is the body itself; or NULL */
    const char *code; /* static text, stable: "type", "required", ... */
    char *detail;     /* what is wrong and what was expected; never the value that was sent */
};

/* Start with `= {0}`. One owner, one thread. */
struct faults {
    struct fault *items;
    size_t count; /* of items */
    size_t total; /* found, also those beyond FAULTS_MAX */
};

/* Adds a fault of the body. `code` must be static; the rest is copied. Out of memory, the fault is
 * counted but not kept. */
void faults_add_pointer(struct faults *faults, const char *pointer, const char *code,
                        const char *format, ...) printf_like(4, 5);

/* Adds a fault of the parameter named; otherwise as faults_add_pointer. */
void faults_add_parameter(struct faults *faults, const char *parameter, const char *code,
                          const char *format, ...) printf_like(4, 5);

/* Frees what the faults hold, and leaves none. */
void faults_clear(struct faults *faults);

/* A `struct faults` that is cleared when it goes out of scope. */
#define faults_auto_t __attribute__((cleanup(faults_clear))) struct faults
