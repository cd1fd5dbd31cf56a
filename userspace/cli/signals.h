/* SPDX-License-Identifier: GPL-2.0 */
/* Ctrl-C: what is going on ends in good order, and the second time at once. */
#ifndef _WK_CLI_SIGNALS_H
#define _WK_CLI_SIGNALS_H

#include <stdbool.h>

/**
 * signals_catch() - Ctrl-C and the like are only noted from now on
 * @last_words: seconds from then on until the tool ends in any case
 *
 * Return: 0 or a negative errno.
 */
int signals_catch(unsigned int last_words);

/** signals_fd() - readable once a signal has come */
int signals_fd(void);

/** signals_caught() - has one come? */
bool signals_caught(void);

#endif /* _WK_CLI_SIGNALS_H */
