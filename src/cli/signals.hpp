// Ctrl-C.
#pragma once

#include "shoal/threads.hpp"

namespace shoal::cli {

/// The first SIGINT or SIGTERM raises the cancellation, a second one ends the process at once with 130.
Cancellation& cancellation_on_signals();

}  // namespace shoal::cli
