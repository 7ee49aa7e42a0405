/*
 * The daemon as a process: directories, lock, sockets, signals, and an orderly end.
 */
#ifndef NIANBAOD_SERVER_H
#define NIANBAOD_SERVER_H

#include "config.h"
#include "log.h"

/*
 * Runs until SIGTERM or SIGINT. `config_path` is read again on SIGHUP and `config` is changed then;
 * both stay the caller's. Returns the exit status of the process.
 */
int server_run(const char *config_path, struct config *config, struct log *log);

#endif
