/* The service's settings, read once from the environment.
 * SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <string.h>

#include "contract/format.h"

struct row {
    const char *variable, *fallback, *explanation;
    long least, most; /* both 0 for a text */
};

static const struct row rows[] = {
#define STRING(name, variable, fallback, explanation) {variable, fallback, explanation, 0, 0},
#define NUMBER(name, variable, fallback, least, most, explanation)                                 \
    {variable, #fallback, explanation, least, most},
#include "config.def"
};

#define ROW_COUNT (sizeof rows / sizeof rows[0])

static const char *read_string(const char *variable, const char *fallback)
{
    const char *value = getenv(variable);
    return value && *value ? value : fallback;
}

static int read_number(const char *variable, int fallback, int least, int most, struct text *faults)
{
    const char *value = getenv(variable);
    if (!value || !*value)
        return fallback;
    char *end;
    errno = 0;
    const long number = strtol(value, &end, 10);
    if (errno || *end || number < least || number > most) {
        text_add_format(faults, "%s must be a whole number from %d to %d\n", variable, least, most);
        return fallback;
    }
    return (int)number;
}

void config_read(struct config *config, struct text *faults)
{
#define STRING(name, variable, fallback, explanation)                                              \
    config->name = read_string(variable, fallback);
#define NUMBER(name, variable, fallback, least, most, explanation)                                 \
    config->name = read_number(variable, fallback, least, most, faults);
#include "config.def"
    if (*config->today && !format_check("date", config->today, strlen(config->today)))
        text_add_string(faults, "SAFER_TODAY must be a date YYYY-MM-DD\n");
}

void config_write_help(FILE *out)
{
    for (size_t i = 0; i < ROW_COUNT; i++)
        fprintf(out, "  %-28s %s%s%s\n      %s\n", rows[i].variable, *rows[i].fallback ? "[" : "",
                rows[i].fallback, *rows[i].fallback ? "]" : "", rows[i].explanation);
}

void config_write_markdown(FILE *out)
{
    fputs("# Settings\n\n"
          "Every setting is an environment variable. This page is written by `saferd settings`.\n\n"
          "| variable | default | least–most | meaning |\n|---|---|---|---|\n",
          out);
    for (size_t i = 0; i < ROW_COUNT; i++) {
        fprintf(out, "| `%s` | %s%s%s | ", rows[i].variable, *rows[i].fallback ? "`" : "",
                rows[i].fallback, *rows[i].fallback ? "`" : "");
        if (rows[i].most)
            fprintf(out, "%ld–%ld", rows[i].least, rows[i].most);
        fprintf(out, " | %s |\n", rows[i].explanation);
    }
}

void config_write_env(FILE *out)
{
    for (size_t i = 0; i < ROW_COUNT; i++)
        fprintf(out, "# %s\n#%s=%s\n\n", rows[i].explanation, rows[i].variable, rows[i].fallback);
}
