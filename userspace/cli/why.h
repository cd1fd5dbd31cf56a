/* SPDX-License-Identifier: GPL-2.0 */
/* Why something is refused: a sentence that whoever asked gets to see. */
#ifndef _WK_CLI_WHY_H
#define _WK_CLI_WHY_H

#define CLI_WHY	400	/* bytes of the longest sentence */

/** why() - writes the sentence; Return: -1, for the caller to pass on */
__attribute__((format(printf, 2, 3)))
int why(char buf[CLI_WHY], const char *fmt, ...);

#endif /* _WK_CLI_WHY_H */
