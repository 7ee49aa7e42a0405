/*
 * The commands of `nianbao`: what main.c dispatches to, and the exit statuses they share.
 */
#ifndef NIANBAO_COMMAND_H
#define NIANBAO_COMMAND_H

enum exit_status {
    EXIT_FINE = 0,    /* every report is valid; the daemon is healthy; the feed was followed */
    EXIT_FAULT = 1,   /* a report is not valid; the daemon is not healthy */
    EXIT_TROUBLE = 2, /* wrong usage, a file that cannot be opened, output that cannot be written */
};

#define REPLAY_DEFAULT "tcp://127.0.0.1:5561"

/* argv[0] is the command's own name, as in main(). Each returns an exit status. */
int check_main(int argc, char **argv);
int tail_main(int argc, char **argv);
int history_main(int argc, char **argv);
int status_main(int argc, char **argv);
int rules_main(int argc, char **argv);

#endif
