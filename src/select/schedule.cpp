#include "select/schedule.hpp"

#include <chrono>

namespace shoal::select {
namespace {

template <class Body>
double seconds_of(const Body& body) {
  const auto start = std::chrono::steady_clock::now();
  body();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

void Schedule::expect(std::int64_t total) {
  const std::lock_guard lock(mutex_);
  total_ = total;
  context_.events.progress("Choose k", done_, total_, "fits");
}

void Schedule::fits_done(std::int64_t count) {
  const std::lock_guard lock(mutex_);
  done_ += count;
  context_.events.progress("Choose k", done_, total_, "fits");
}

std::vector<double> Schedule::run(std::int64_t tasks, const std::function<void(std::int64_t)>& body) {
  std::vector<double> seconds(static_cast<std::size_t>(tasks));
  const auto timed = [&](std::int64_t task, int) {
    seconds[static_cast<std::size_t>(task)] = seconds_of([&] { body(task); });
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

double Schedule::run_batch(std::int64_t tasks, const std::function<void()>& body) {
  context_.cancellation.check();
  return seconds_of(body) / static_cast<double>(tasks);
}

}  // namespace shoal::select
