#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
# Runs in the test machine: Connector framing against its kernel.
exec framing_test
