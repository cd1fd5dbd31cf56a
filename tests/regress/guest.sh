#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# shellcheck disable=SC2086 # the tool is words
exec sh /judge kernel /cases $WK_TOOL
