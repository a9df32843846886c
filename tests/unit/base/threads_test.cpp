#include "shoal/threads.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

#include "shoal/error.hpp"

namespace shoal {
namespace {

TEST(ThreadPool, RunsEveryTaskOnceForAnyNumberOfThreads) {
  for (const int threads : {1, 2, 7}) {
    ThreadPool pool(threads);
    EXPECT_EQ(pool.threads(), threads);
    for (const std::int64_t tasks : {0, 1, 2, 6, 7, 8, 1000}) {
      std::vector<int> runs(static_cast<std::size_t>(tasks));
      pool.run(tasks, [&](std::int64_t task, int worker) {
        EXPECT_GE(worker, 0);
        EXPECT_LT(worker, threads);
        ++runs[static_cast<std::size_t>(task)];
      });
      EXPECT_EQ(runs, std::vector<int>(static_cast<std::size_t>(tasks), 1));
    }
  }
}

TEST(ThreadPool, TakesTheProcessorsByDefault) {
  EXPECT_GE(ThreadPool().threads(), 1);
  EXPECT_THROW(ThreadPool(-1), Error);
}

/// Tasks that wait for each other only end when they run at the same time.
TEST(ThreadPool, TasksRunAtTheSameTime) {
  ThreadPool pool(3);
  std::mutex mutex;
  std::condition_variable all_here;
  int here = 0;
  std::set<int> workers;
  pool.run(3, [&](std::int64_t, int worker) {
    std::unique_lock lock(mutex);
    workers.insert(worker);
    if (++here == 3) all_here.notify_all();
    all_here.wait(lock, [&] { return here == 3; });
  });
  EXPECT_EQ(workers, (std::set<int>{0, 1, 2}));
}

TEST(ThreadPool, NestedCallsRunInline) {
  ThreadPool pool(4), other(2);
  std::vector<std::int64_t> sums(8);
  pool.run(8, [&](std::int64_t task, int) {
    const auto self = std::this_thread::get_id();
    for (ThreadPool* inner : {&pool, &other}) {
      std::int64_t expected_next = 0;
      inner->run(10, [&](std::int64_t i, int worker) {
        EXPECT_EQ(worker, 0);
        EXPECT_EQ(std::this_thread::get_id(), self);
        EXPECT_EQ(i, expected_next++);
        sums[static_cast<std::size_t>(task)] += i;
      });
    }
  });
  EXPECT_EQ(sums, std::vector<std::int64_t>(8, 90));
}

/// A single task leaves the workers to the calls inside it.
TEST(ThreadPool, ASingleTaskMayRunItsInnerTasksInParallel) {
  ThreadPool pool(2);
  std::mutex mutex;
  std::condition_variable both_here;
  int here = 0;
  pool.run(1, [&](std::int64_t, int) {
    pool.run(2, [&](std::int64_t, int) {
      std::unique_lock lock(mutex);
      if (++here == 2) both_here.notify_all();
      both_here.wait(lock, [&] { return here == 2; });
    });
  });
  EXPECT_EQ(here, 2);
}

TEST(ThreadPool, SeveralThreadsMayCallIt) {
  ThreadPool pool(3);
  std::atomic<std::int64_t> sum{0};
  std::vector<std::thread> callers;
  for (int caller = 0; caller < 4; ++caller) {
    callers.emplace_back([&] {
      for (int call = 0; call < 50; ++call) pool.run(5, [&](std::int64_t task, int) { sum += task; });
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(sum, 4 * 50 * 10);
}

/// The first call ends only after the second one, which ends only when it does not wait for the first.
TEST(ThreadPool, ASecondCallerDoesNotWaitForTheFirst) {
  ThreadPool pool(2);
  std::mutex mutex;
  std::condition_variable changed;
  int busy = 0;
  bool second_ended = false;
  std::thread first([&] {
    pool.run(2, [&](std::int64_t, int) {
      std::unique_lock lock(mutex);
      ++busy;
      changed.notify_all();
      changed.wait(lock, [&] { return second_ended; });
    });
  });
  {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return busy == 2; });
  }
  const auto self = std::this_thread::get_id();
  int tasks = 0;
  pool.run(5, [&](std::int64_t, int worker) {
    EXPECT_EQ(worker, 0);
    EXPECT_EQ(std::this_thread::get_id(), self);
    ++tasks;
  });
  EXPECT_EQ(tasks, 5);
  {
    const std::lock_guard lock(mutex);
    second_ended = true;
  }
  changed.notify_all();
  first.join();
}

TEST(ThreadPool, ThrowsTheFirstExceptionAndSkipsTheRest) {
  for (const int threads : {1, 4}) {
    ThreadPool pool(threads);
    std::atomic<int> runs{0};
    const auto call = [&] {
      pool.run(1'000'000, [&](std::int64_t task, int) {
        ++runs;
        if (task == 3) throw std::runtime_error("three");
      });
    };
    EXPECT_THROW(call(), std::runtime_error);
    EXPECT_LT(runs, 1'000'000);
    std::atomic<int> after{0};
    pool.run(10, [&](std::int64_t, int) { ++after; });
    EXPECT_EQ(after, 10);
  }
}

TEST(ThreadPool, ExceptionsPassNestedCalls) {
  ThreadPool pool(3);
  const auto call = [&] {
    pool.run(3,
             [&](std::int64_t, int) { pool.run(3, [](std::int64_t, int) { throw Error(ErrorCode::data, "inner"); }); });
  };
  EXPECT_THROW(call(), Error);
}

TEST(ThreadPool, CancellationEndsACall) {
  for (const int threads : {1, 4}) {
    Cancellation cancellation;
    ThreadPool pool(threads, &cancellation);
    std::atomic<int> runs{0};
    try {
      pool.run(1'000'000, [&](std::int64_t task, int) {
        ++runs;
        if (task == 5) cancellation.raise();
      });
      ADD_FAILURE() << "not cancelled";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::cancelled);
    }
    EXPECT_LT(runs, 1'000'000);
    EXPECT_THROW(pool.run(1, [](std::int64_t, int) {}), Error);
  }
}

TEST(ThreadPool, ChecksItsCancellation) {
  Cancellation cancellation;
  ThreadPool without(1), with(1, &cancellation);
  EXPECT_NO_THROW(without.check());
  EXPECT_NO_THROW(with.check());
  cancellation.raise();
  EXPECT_NO_THROW(without.check());
  EXPECT_THROW(with.check(), Error);
}

TEST(ThreadPool, ManyShortCalls) {
  ThreadPool pool(5);
  std::int64_t sum = 0;
  for (int call = 0; call < 3000; ++call) {
    std::vector<std::int64_t> parts(static_cast<std::size_t>(call % 7));
    pool.run(call % 7, [&](std::int64_t task, int) { parts[static_cast<std::size_t>(task)] = task + 1; });
    for (const std::int64_t part : parts) sum += part;
  }
  // Each cycle of seven calls adds the triangle numbers 0, 1, 3, 6, 10, 15, 21; 3000 = 428 * 7 + 4.
  EXPECT_EQ(sum, 428 * 56 + 10);
}

/// Idle workers sleep: the process spends next to no processor time while nothing runs.
TEST(ThreadPool, IdleWorkersDoNotSpin) {
  ThreadPool pool(4);
  pool.run(4, [](std::int64_t, int) {});
  const std::clock_t before = std::clock();
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  const double spent = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
  EXPECT_LT(spent, 0.1);  // three spinning workers would spend at least the 0.2 s of one processor
}

TEST(Cancellation, ChecksThrowOnceRaised) {
  Cancellation cancellation;
  EXPECT_NO_THROW(cancellation.check());
  cancellation.raise();
  EXPECT_TRUE(cancellation.raised());
  EXPECT_THROW(cancellation.check(), Error);
}

}  // namespace
}  // namespace shoal
