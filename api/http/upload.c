/* A file that is being sent in a form: kept on disk until the request is answered.
 * SPDX-License-Identifier: MIT */
#include "http/upload.h"

#include <stdatomic.h>

#include "base/metrics.h"

static atomic_int present; /* uploads there are */

/* What stands for one for which there was no memory: nothing of it is ever written to. */
static struct upload lacking = {.slug = "unavailable"};

static void refuse(struct upload *upload, const char *slug, const char *sentence)
{
    if (upload->slug)
        return;
    upload->slug = slug;
    upload->sentence = sentence;
}

static void refuse_for(struct upload *upload, enum spool_state state)
{
    if (state == SPOOL_FULL)
        refuse(upload, "no-room-for-file", NULL);
    else if (state == SPOOL_FAILED)
        refuse(upload, "unavailable", "The file could not be kept while it was being sent.");
}

static bool keep(void *context, const char *bytes, size_t length)
{
    struct upload *upload = context;
    const enum spool_state state = spool_add(upload->spool, bytes, length);
    refuse_for(upload, state);
    return state == SPOOL_GOOD;
}

static bool is_too_long(struct upload *upload, uint64_t length)
{
    if (length <= upload->limit)
        return false;
    refuse(upload, "body-too-large",
           "The file is longer than this service takes. Send it in several parts.");
    return true;
}

struct upload *upload_begin(const struct upload_settings *settings, const char *content_type,
                            uint64_t expected)
{
    struct upload *upload = calloc(1, sizeof *upload);
    if (!upload)
        return &lacking;
    upload->limit = settings->limit;
    upload->form.take = keep;
    upload->form.context = upload;
    const int others = atomic_fetch_add(&present, 1);
    metrics_gauge_add(GAUGE_UPLOADS, 1);
    if (others >= settings->most)
        refuse(upload, "busy", "Too many files are on their way.");
    else if (!multipart_begin(&upload->form, content_type))
        refuse(upload, "malformed-upload", upload->form.fault);
    else if (!is_too_long(upload, expected)) {
        enum spool_state state;
        upload->spool = spool_new(settings->folder, expected, &state);
        refuse_for(upload, state);
    }
    return upload;
}

/* Gives the room on the disk back. */
static void drop(struct upload *upload)
{
    spool_free(upload->spool);
    upload->spool = NULL;
}

void upload_free(struct upload *upload)
{
    if (!upload || upload == &lacking)
        return;
    drop(upload);
    atomic_fetch_sub(&present, 1);
    metrics_gauge_add(GAUGE_UPLOADS, -1);
    free(upload);
}

void upload_take(struct upload *upload, const char *bytes, size_t length)
{
    if (upload->slug)
        return;
    upload->length += length;
    if (!is_too_long(upload, upload->length) && !multipart_read(&upload->form, bytes, length) &&
        upload->form.fault)
        refuse(upload, "malformed-upload", upload->form.fault);
    if (upload->slug)
        drop(upload);
}

void upload_end(struct upload *upload)
{
    if (upload->slug)
        return;
    if (!multipart_end(&upload->form))
        refuse(upload, "malformed-upload", upload->form.fault);
    else
        spool_end(upload->spool);
}
