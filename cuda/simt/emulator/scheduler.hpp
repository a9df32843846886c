// Runs the threads of one block in turns.
//
// A thread gives way at a barrier, at a collective, at its end, and by chance at an atomic. The next thread is taken,
// in the chosen order, from the queue of those that can run. When the queue is empty before all threads have ended, the
// block is deadlocked.
//
// In a thread-sanitizer build this code runs in the name of many "threads" without being instrumented. Its data are
// therefore plain arrays: an out-of-line template of the standard library could come from an instrumented file.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>

#include "cuda/simt/emulator/control.hpp"
#include "cuda/simt/emulator/cp_async_queue.hpp"
#include "cuda/simt/emulator/engine.hpp"
#include "cuda/simt/emulator/fiber.hpp"
#include "cuda/simt/emulator/shared_memory.hpp"

namespace simt {

inline constexpr unsigned k_max_threads = 1024;

enum class State : std::uint8_t { ready, barrier, warp, group, done };

struct Thread {
  Fiber fiber;
  uint3 index{};
  std::uint16_t number = 0;  // number of the thread in the block
  State state = State::done;
  Site site{};           // where the thread waits
  void* data = nullptr;  // what the thread hands into a collective
  WarpFn warp_fn = nullptr;
  GroupFn group_fn = nullptr;
  std::uint32_t mask = 0;
  unsigned group_size = 0;
  bool orders_memory = false;
  CpAsyncQueue copies;
};

struct Warp {
  std::uint32_t waiting = 0;
  std::uint32_t done = 0;
  std::uint32_t all = 0;       // lanes that exist in this warp
  unsigned group_arrived = 0;  // arrivals in the group that starts with this warp
  unsigned group_size = 0;
};

class Scheduler {
 public:
  struct Block {
    dim3 grid;
    dim3 shape;
    uint3 index;
    std::size_t smem_bytes;
    const std::function<void()>* body;
  };

  /// Runs one block to its end. False when something was wrong; error() then says what.
  bool run(const Block& block, const control::Options& options, control::Statistics& statistics);
  const std::string& error() const { return error_; }
  void seed(std::uint64_t value) { random_ = value | 1; }

  /// The scheduler of the block that runs now; nullptr between blocks. The runtime's lock serialises launches.
  static Scheduler* current;

  // These act for the running thread:
  int barrier(bool predicate, Site site);
  void warp_op(WarpFn fn, void* data, std::uint32_t mask, bool orders_memory, Site site);
  void group_op(GroupFn fn, void* data, unsigned count, bool orders_memory, Site site);
  void yield(Site site);
  void maybe_yield();
  void made_progress() { idle_yields_ = 0; }
  [[gnu::format(printf, 2, 3)]] void fail(const char* format, ...);
  /// Ends the block; does not return to the calling thread.
  void stop();
  Thread& self() { return *running_; }
  SharedMemory& shared() { return shared_; }

 private:
  static void thread_main();
  void on_exit();
  void push(unsigned number);
  void push_behind(unsigned number);
  int pop();
  std::uint64_t random();
  void give_way();
  void switch_to(Thread& next);
  void release_barrier();
  void finish_collectives(unsigned warp);
  std::uint32_t lanes_with_mask(unsigned warp, std::uint32_t mask) const;
  bool same_collective(unsigned warp, std::uint32_t lanes);
  void finish_group(unsigned first, unsigned count, bool orders_memory);
  void join_clocks(const unsigned* members, unsigned count);
  void report_deadlock();
  void prepare(const Block& block);

  std::array<Thread, k_max_threads> threads_{};
  std::array<Warp, k_max_threads / 32> warps_{};
  std::array<std::uint16_t, k_max_threads> queue_{};
  unsigned queue_head_ = 0;
  unsigned queue_count_ = 0;

  Thread host_;
  Thread* running_ = nullptr;
  const std::function<void()>* body_ = nullptr;
  SharedMemory shared_;
  control::Options options_;
  control::Statistics* statistics_ = nullptr;
  std::string error_;
  bool failed_ = false;
  std::uint64_t random_ = 1;
  std::uint64_t idle_yields_ = 0;

  unsigned count_ = 0;  // number of threads of the block
  unsigned done_ = 0;
  unsigned arrived_ = 0;  // threads that wait at the barrier
  unsigned generation_ = 0;
  int votes_[2]{};  // votes of this barrier and of the one before, which threads may still read
  Site barrier_site_{};
  // Sync objects, two of each, which take turns. A thread that runs ahead to the next barrier must not lend its later
  // clock to threads that are still leaving this one. A thread that ends must order the next block, which gets the same
  // shared memory, but not the threads of its own block that have not started yet.
  char barrier_sync_[2]{};
  char block_sync_[2]{};
  unsigned block_turn_ = 0;
};

/// Order every thread of a grid after what the host did before, and before what the host does next.
extern char grid_start_sync, grid_end_sync;

}  // namespace simt
