#include "cli/signals.hpp"

#include <unistd.h>

#include <csignal>

namespace shoal::cli {

namespace {

Cancellation g_cancellation;

void on_signal(int) {
  if (g_cancellation.raised()) _exit(130);
  g_cancellation.raise();
}

}  // namespace

Cancellation& cancellation_on_signals() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  // A file beyond the limit on file sizes is an error with a message, not the end of the process.
  std::signal(SIGXFSZ, SIG_IGN);
  return g_cancellation;
}

}  // namespace shoal::cli
