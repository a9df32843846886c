// Tasks of a sweep: beside each other when they are small, one after the other with the threads inside when they are
// big.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <vector>

#include "shoal/context.hpp"

namespace shoal::select {

class Schedule {
 public:
  /// `beside`: tasks share the threads among themselves. References must outlive the schedule.
  Schedule(Context& context, bool beside) : context_(context), beside_(beside) {}

  bool beside() const { return beside_; }
  /// Progress from now on is done of `total` fits.
  void expect(std::int64_t total);
  /// So many more fits are done; callable from any task.
  void fits_done(std::int64_t count = 1);
  /// Runs body(task) for every task in [0, tasks) and waits. Returns the seconds each took. Errors as ThreadPool::run.
  std::vector<double> run(std::int64_t tasks, const std::function<void(std::int64_t)>& body);
  /// Runs body(), which does all the tasks at once. Returns the seconds of one, shared out evenly.
  double run_batch(std::int64_t tasks, const std::function<void()>& body);

 private:
  Context& context_;
  bool beside_;
  std::mutex mutex_;
  std::int64_t done_ = 0, total_ = 0;
};

}  // namespace shoal::select
