/* A file that is being sent in a form: kept on disk until the request is answered.
 * SPDX-License-Identifier: MIT
 *
 * What is wrong with it is kept and told when all of it was read: so a client that sends without
 * looking comes to read why it was refused. */
#pragma once

#include "base/spool.h"
#include "http/multipart.h"

struct upload_settings {
    const char *folder; /* for the files */
    uint64_t limit;     /* bytes of one form */
    int most;           /* uploads at once */
};

struct upload {
    struct spool *spool;  /* whole once the request is; NULL when it was refused at the start */
    const char *slug;     /* the problem that refuses it, or NULL */
    const char *sentence; /* of that problem; or NULL */
    uint64_t limit, length;
    struct multipart form;
};

/* Begins one of this Content-Type, of so many bytes (0: nobody knows). It may be refused already.
 * Ended with upload_free. */
must_check struct upload *upload_begin(const struct upload_settings *settings,
                                       const char *content_type, uint64_t expected);
void upload_free(struct upload *upload);

/* The next bytes of the form, and its end. */
void upload_take(struct upload *upload, const char *bytes, size_t length);
void upload_end(struct upload *upload);
