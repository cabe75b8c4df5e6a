// RapidCheck's rc::prop(), a test's section that holds for all values.
#pragma once

#include "tests/support/catch.hpp"
// After Catch2, whose version it would not find by itself.
#include <rapidcheck/catch.h>
