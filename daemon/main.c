/* nianbaod: watches a directory for annual reports, checks them and publishes what they say. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../extract/extract.h"
#include "config.h"
#include "log.h"
#include "server.h"

struct arguments {
    const char *config;
    int test;
};

static void print_help(void)
{
    printf("usage: nianbaod [-c FILE] [-t]\n"
           "\n"
           "Watches a directory for government-information-disclosure annual reports,\n"
           "checks each one and publishes it on a ZeroMQ feed.\n"
           "\n"
           "  -c FILE     the configuration (default %s)\n"
           "  -t          test the configuration and exit\n"
           "  --version   print the version\n"
           "  --help      print this text\n",
           CONFIG_PATH_DEFAULT);
}

/* Returns -1 to go on, or the exit status. */
static int parse_arguments(int argc, char **argv, struct arguments *arguments)
{
    static const struct option options[] = {
        {"version", no_argument, NULL, 'V'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    int c;

    opterr = 0;
    while ((c = getopt_long(argc, argv, "c:t", options, NULL)) != -1) {
        switch (c) {
        case 'c': arguments->config = optarg; break;
        case 't': arguments->test = 1; break;
        case 'V': printf("nianbaod %s\n", NB_VERSION); return 0;
        case 'h': print_help(); return 0;
        default: optind = argc + 1; break;
        }
        if (optind > argc)
            break;
    }
    if (optind == argc)
        return -1;
    fprintf(stderr, "nianbaod: wrong arguments; use nianbaod [-c FILE] [-t], or see --help\n");
    return 2;
}

/* The configuration has no mistakes by now; what it names has to be there as well. */
static int test_configuration(const struct arguments *arguments, const struct config *config)
{
    int error = extract_missing(config->program);

    if (error) {
        fprintf(stderr, "%s: %s cannot be run, only text would be read: %s\n", arguments->config,
                config->program, strerror(error));
        return 1;
    }
    printf("%s: the configuration is good\n", arguments->config);
    return 0;
}

int main(int argc, char **argv)
{
    struct arguments arguments = {.config = CONFIG_PATH_DEFAULT};
    struct config *config;
    struct log log;
    char *errors;

    int status = parse_arguments(argc, argv, &arguments);
    if (status >= 0)
        return status;
    if (config_load(arguments.config, &config, &errors) != 0) {
        fputs(errors ? errors : "nianbaod: memory ran out\n", stderr);
        free(errors);
        return 1;
    }
    if (arguments.test) {
        status = test_configuration(&arguments, config);
        config_free(config);
        return status;
    }
    log_init(&log, STDERR_FILENO, (enum log_level)config->log_level);
    status = server_run(arguments.config, config, &log);
    config_free(config);
    return status;
}
