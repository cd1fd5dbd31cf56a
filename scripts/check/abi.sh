#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# the guests' header and docs/abi.md are in step with host.def
exec scripts/abi.py --check
