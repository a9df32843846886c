// Ctrl-C.
#pragma once

#include "shoal/threads.hpp"

namespace shoal::cli {

/// The first SIGINT, SIGTERM or SIGHUP raises the cancellation. A second one ends the process at once with 130, and so does the
/// clock, should the work not have ended after some seconds; the files are then as after a kill.
Cancellation& cancellation_on_signals();

}  // namespace shoal::cli
