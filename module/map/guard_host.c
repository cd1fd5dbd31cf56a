// SPDX-License-Identifier: GPL-2.0
#include "shim.h"

__thread u32 wk_map_cpu;
__thread int wk_map_inside;
