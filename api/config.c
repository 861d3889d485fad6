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

#define SECRET_SIZE 4096
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

/* What a setting's file says, instead of the setting; `kept` holds it. A line end after it is no
 * part of it. */
static const char *read_secret(const char *variable, const char *value, const char *path,
                               char kept[static SECRET_SIZE], struct text *faults)
{
    if (!*path)
        return value;
    if (*value) {
        text_add_format(faults, "%s and %s_FILE are both set\n", variable, variable);
        return value;
    }
    FILE *file = fopen(path, "re");
    const size_t length = file ? fread(kept, 1, SECRET_SIZE, file) : 0;
    if (!file || ferror(file))
        text_add_format(faults, "%s_FILE: %s: %s\n", variable, path, strerror(errno));
    else if (length == SECRET_SIZE || memchr(kept, '\0', length))
        text_add_format(faults, "%s_FILE: %s: no text of at most %d bytes\n", variable, path,
                        SECRET_SIZE - 1);
    if (file)
        (void)fclose(file);
    kept[length < SECRET_SIZE ? length : 0] = '\0';
    kept[strcspn(kept, "\r\n")] = '\0';
    return kept;
}

static void read_secrets(struct config *config, struct text *faults)
{
    static char database_url[SECRET_SIZE], migrate_url[SECRET_SIZE];
    config->database_url = read_secret("DATABASE_URL", config->database_url,
                                       config->database_url_file, database_url, faults);
    config->migrate_url = read_secret("SAFER_MIGRATE_URL", config->migrate_url,
                                      config->migrate_url_file, migrate_url, faults);
}

static bool is_public_url(const char *text)
{
    const size_t length = strlen(text);
    return (strncmp(text, "https://", 8) == 0 || strncmp(text, "http://", 7) == 0) &&
           length <= 200 && text[length - 1] != '/' && format_check("uri", text, length);
}

static bool is_giving_prefix(const char *text)
{
    static const char begin[] = "360G-", letters[] = "abcdefghijklmnopqrstuvwxyz"
                                                     "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    const size_t length = strlen(text), begins = sizeof begin - 1;
    return length > begins && length <= begins + 50 && strncmp(text, begin, begins) == 0 &&
           strspn(text + begins, letters) == length - begins;
}

void config_read(struct config *config, struct text *faults)
{
#define STRING(name, variable, fallback, explanation)                                              \
    config->name = read_string(variable, fallback);
#define NUMBER(name, variable, fallback, least, most, explanation)                                 \
    config->name = read_number(variable, fallback, least, most, faults);
#include "config.def"
    read_secrets(config, faults);
    if (!*config->tls_certificate != !*config->tls_key)
        text_add_string(faults, "SAFER_TLS_CERTIFICATE and SAFER_TLS_KEY go together\n");
    if (*config->today && !format_check("date", config->today, strlen(config->today)))
        text_add_string(faults, "SAFER_TODAY must be a date YYYY-MM-DD\n");
    if (*config->public_url && !is_public_url(config->public_url))
        text_add_string(faults, "SAFER_PUBLIC_URL must be an address like https://safer.example\n");
    if (!is_giving_prefix(config->giving_prefix))
        text_add_string(faults,
                        "SAFER_GIVING_PREFIX must be 360G- and a name of at most 50 letters, "
                        "digits, - and _\n");
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
