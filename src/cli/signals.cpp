#include "cli/signals.hpp"

#include <unistd.h>

#include <csignal>

namespace shoal::cli {

namespace {

/// Most work looks at the cancellation many times a second. This is for what does not: a pipe that nobody reads, a name that
/// nobody resolves, a library that takes its time.
constexpr unsigned k_most_seconds = 5;

Cancellation g_cancellation;

void end_now(int) { _exit(130); }

void on_signal(int) {
  if (g_cancellation.raised()) end_now(0);
  g_cancellation.raise();
  alarm(k_most_seconds);
}

void handle(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigaction(signal, &action, nullptr);
}

/// As nohup has it, and a shell for what it leaves running.
bool is_ignored(int signal) {
  struct sigaction action {};
  return sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

/// A parent may have left it blocked, or a timer of its own running.
void receive_alarm() {
  alarm(0);
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, SIGALRM);
  pthread_sigmask(SIG_UNBLOCK, &only, nullptr);
  handle(SIGALRM, end_now);
}

}  // namespace

Cancellation& cancellation_on_signals() {
  receive_alarm();
  handle(SIGINT, on_signal);
  handle(SIGTERM, on_signal);
  if (!is_ignored(SIGHUP)) handle(SIGHUP, on_signal);
  // A file beyond the limit on file sizes is an error with a message, not the end of the process.
  std::signal(SIGXFSZ, SIG_IGN);
  return g_cancellation;
}

}  // namespace shoal::cli
