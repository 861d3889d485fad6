/* The service's settings, read once from the environment.
 * SPDX-License-Identifier: MIT */
#pragma once

#include <stdio.h>

#include "base/text.h"

struct config {
#define STRING(name, variable, fallback, explanation) const char *name;
#define NUMBER(name, variable, fallback, least, most, explanation) int name;
#include "config.def"
};

/* Reads every setting; strings stay the environment's, or config's own where a file holds them
 * (DATABASE_URL_FILE). Every wrong one gets a line in `faults`, which is empty when all is well. */
void config_read(struct config *config, struct text *faults);

/* The settings as they are listed by --help, as a Markdown page and as an example environment file.
 */
void config_write_help(FILE *out);
void config_write_markdown(FILE *out);
void config_write_env(FILE *out);
