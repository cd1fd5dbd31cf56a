/* SPDX-License-Identifier: GPL-2.0 */
/* The door: the one place where messages enter the module. */
#ifndef _WK_LINK_DOOR_H
#define _WK_LINK_DOOR_H

/** wk_door_open() - takes requests from now on. Return: 0 or a negative errno */
int wk_door_open(void);

/**
 * wk_door_close() - takes no more requests and waits for those at work
 *
 * Afterwards no code of the module runs on behalf of a sender. Context: process;
 * takes as long as the longest request, at most the compilation of a module.
 */
void wk_door_close(void);

#endif /* _WK_LINK_DOOR_H */
