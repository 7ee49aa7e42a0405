/*
 * A double of nianbao-extract that does what the document says, to see what becomes of a pool whose
 * processes behave like that. A test program plays it when it is started as one; see double_main().
 */
#ifndef TESTS_DOUBLE_H
#define TESTS_DOUBLE_H

/*
 * To be called first in main(): returns -1 when this is the test itself, else the exit status.
 *
 * A document is "ORDER", or "ORDER FILE", within its first 1000 bytes, and may be followed by a NUL
 * and anything. To look like a certain kind of file it may also be "...!--ORDER FILE--...". Whoever
 * sees a document with a FILE adds a line with its process id there, and "ORDER-once FILE" is
 * obeyed when it is seen first and answered afterwards. The orders:
 *
 *   answer     an empty document              die        exit status 3
 *   pid        a paragraph with its own id    abort      SIGABRT
 *   refuse     input.encrypted                hang       sleeps for ever
 *   nonsense   no answer at all               close      closes the socket, then sleeps
 *   other      the answer of another format   spin       takes processor time for ever
 *   huge       more than is allowed           stop       half of an answer, then sleeps
 *   misuse     a row outside of a table       cut        half of an answer, then ends
 *   unknown    a reason with an unknown code  chatter    an answer, and more that nobody asked for
 *   early      answers without reading        flood      an answer without an end
 *
 * "early" and "deaf" (which reads nothing more and sleeps) act upon the request's first bytes.
 */
int double_main(int argc, char **argv);

/* The amounts of memory that make each copy of a double behave otherwise from its start. */
#define DOUBLE_SILENT   1 /* ends without a word */
#define DOUBLE_UNLOCKED 2 /* says that it could not lock itself up: EINVAL */
#define DOUBLE_RUDE     3 /* says something else */

#endif
