#include "shoal/threads.hpp"

#include <sched.h>

#include <algorithm>
#include <cmath>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "base/control_group.hpp"
#include "shoal/error.hpp"

namespace shoal {
namespace {

/// True while this thread runs a task of a parallel call of any pool: further calls then run inline.
thread_local bool inside_task = false;

int usable_processors() {
  cpu_set_t set;
  CPU_ZERO(&set);
  const bool known = sched_getaffinity(0, sizeof set, &set) == 0;
  int count = known ? CPU_COUNT(&set) : static_cast<int>(std::thread::hardware_concurrency());
  if (const auto share = detail::control_group_processors("/proc/self", "/sys/fs/cgroup")) {
    count = std::min(count, static_cast<int>(std::ceil(*share)));
  }
  return std::max(1, count);
}

using Body = std::function<void(std::int64_t, int)>;

void check(const Cancellation* cancellation) {
  if (cancellation != nullptr) cancellation->check();
}

/// One parallel call: who comes takes the next task.
class Job {
 public:
  Job(std::int64_t tasks, const Body& body, const Cancellation* cancellation)
      : tasks_(tasks), body_(body), cancellation_(cancellation) {}

  void work(int worker) noexcept {
    inside_task = true;
    try {
      for (std::int64_t task = next_.fetch_add(1); task < tasks_; task = next_.fetch_add(1)) {
        check(cancellation_);
        body_(task, worker);
      }
    } catch (...) {
      next_.store(tasks_);
      const std::lock_guard lock(mutex_);
      if (!error_) error_ = std::current_exception();
    }
    inside_task = false;
  }

  void rethrow() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  const std::int64_t tasks_;
  const Body& body_;
  const Cancellation* const cancellation_;
  std::atomic<std::int64_t> next_{0};
  std::mutex mutex_;
  std::exception_ptr error_;
};

}  // namespace

void Cancellation::check() const {
  if (raised()) throw Error(ErrorCode::cancelled, "interrupted");
}

struct ThreadPool::State {
  explicit State(const Cancellation* flag) : cancellation(flag) {}

  void start(int wanted) {
    for (int worker = 1; worker < wanted; ++worker) {
      try {
        workers.emplace_back([this, worker] { serve(worker); });
      } catch (const std::system_error&) {
        break;  // The system grants no more threads; results do not depend on how many there are.
      }
    }
  }

  void stop() {
    {
      const std::lock_guard lock(mutex);
      stopping = true;
    }
    wake.notify_all();
    for (std::thread& worker : workers) worker.join();
  }

  /// A worker's life: wait for a call that wants it, work, say so.
  void serve(int worker) {
    std::uint64_t seen = 0;
    std::unique_lock lock(mutex);
    while (true) {
      wake.wait(lock, [&] { return stopping || call != seen; });
      if (stopping) return;
      seen = call;
      if (worker >= wanted_workers) continue;
      Job* const mine = job;
      lock.unlock();
      mine->work(worker);
      lock.lock();
      if (--busy == 0) finished.notify_one();
    }
  }

  /// The caller holds `calls`.
  void run(Job& work, int participants) {
    {
      const std::lock_guard lock(mutex);
      job = &work;
      wanted_workers = participants;
      busy = participants - 1;
      ++call;
    }
    wake.notify_all();
    work.work(0);
    std::unique_lock lock(mutex);
    finished.wait(lock, [&] { return busy == 0; });
  }

  const Cancellation* const cancellation;
  std::mutex calls;  ///< held by the caller of a parallel call
  std::mutex mutex;  ///< guards all below
  std::condition_variable wake, finished;
  Job* job = nullptr;
  std::uint64_t call = 0;  ///< number of the current call
  int wanted_workers = 0;  ///< of the current call, the caller included
  int busy = 0;            ///< workers that have not finished it
  bool stopping = false;
  std::vector<std::thread> workers;
};

ThreadPool::ThreadPool(int threads, const Cancellation* cancellation) : state_(std::make_unique<State>(cancellation)) {
  if (threads < 0) throw Error(ErrorCode::usage, "a number of threads cannot be negative", "give 0 for all processors");
  state_->start(threads == 0 ? usable_processors() : threads);
}

ThreadPool::~ThreadPool() { state_->stop(); }

int ThreadPool::threads() const noexcept { return static_cast<int>(state_->workers.size()) + 1; }

void ThreadPool::check() const { shoal::check(state_->cancellation); }

void ThreadPool::run(std::int64_t tasks, const Body& body) {
  check();
  // A single task runs here too, and leaves the workers to the calls inside it. Where another thread's call has them, this
  // one works alone: it would wait longer for them, and a server's requests would come one after the other.
  const bool alone = inside_task || tasks <= 1 || threads() == 1;
  const std::unique_lock turn =
      alone ? std::unique_lock<std::mutex>() : std::unique_lock(state_->calls, std::try_to_lock);
  if (!turn.owns_lock()) {
    for (std::int64_t task = 0; task < tasks; ++task) {
      check();
      body(task, 0);
    }
    return;
  }
  Job job(tasks, body, state_->cancellation);
  state_->run(job, static_cast<int>(std::min<std::int64_t>(tasks, threads())));
  job.rethrow();
}

}  // namespace shoal
