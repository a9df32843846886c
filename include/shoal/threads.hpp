// Threads and cancellation.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>

namespace shoal {

/// A flag that a signal handler or another thread may raise. Async-signal-safe to raise.
class Cancellation {
 public:
  void raise() noexcept { raised_.store(true, std::memory_order_relaxed); }
  bool raised() const noexcept { return raised_.load(std::memory_order_relaxed); }
  /// Throws Error{cancelled} when raised.
  void check() const;

 private:
  std::atomic<bool> raised_{false};
};

/// A fixed set of worker threads. Results must not depend on which worker runs a task: tasks are cut by the data.
class ThreadPool {
 public:
  /// threads >= 1 (the caller is one of them); 0 takes the number of processors that this process may use.
  /// `cancellation`, if given, must outlive the pool; it is checked between tasks.
  explicit ThreadPool(int threads = 0, const Cancellation* cancellation = nullptr);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int threads() const noexcept;

  /// Throws Error{cancelled} when the pool's cancellation is raised: for long work between two calls of run().
  void check() const;

  /// Runs body(task, worker) for every task in [0, tasks), worker in [0, threads()), and waits for all. The first
  /// exception is thrown again here (the remaining tasks are skipped); a raised cancellation throws Error{cancelled}.
  /// A call from inside a task runs its tasks one after the other on the calling thread (worker 0): an outer level that
  /// is parallel makes the inner levels serial. So does a call from a second thread while the workers are busy with the
  /// call of a first: callers never wait for each other.
  void run(std::int64_t tasks, const std::function<void(std::int64_t task, int worker)>& body);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace shoal
