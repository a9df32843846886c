#include "select/schedule.hpp"

#include <chrono>

namespace shoal::select {

void Schedule::expect(std::int64_t total) {
  const std::lock_guard lock(mutex_);
  total_ = total;
  context_.events.progress("Choose k", done_, total_, "fits");
}

void Schedule::fit_done() {
  const std::lock_guard lock(mutex_);
  ++done_;
  context_.events.progress("Choose k", done_, total_, "fits");
}

std::vector<double> Schedule::run(std::int64_t tasks, const std::function<void(std::int64_t)>& body) {
  std::vector<double> seconds(static_cast<std::size_t>(tasks));
  const auto timed = [&](std::int64_t task, int) {
    const auto start = std::chrono::steady_clock::now();
    body(task);
    seconds[static_cast<std::size_t>(task)] =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  if (beside_) {
    context_.threads.run(tasks, timed);
    return seconds;
  }
  for (std::int64_t task = 0; task < tasks; ++task) {
    context_.cancellation.check();
    timed(task, 0);
  }
  return seconds;
}

}  // namespace shoal::select
