#include "cuda/simt/emulator/scheduler.hpp"

#include <bit>
#include <cstdarg>
#include <cstdio>

uint3 threadIdx{}, blockIdx{};
dim3 blockDim{}, gridDim{};

namespace simt {

Scheduler* Scheduler::current = nullptr;
char grid_start_sync, grid_end_sync;

// ---- the queue of threads that can run

void Scheduler::push(unsigned number) {
  threads_[number].state = State::ready;
  queue_[(queue_head_ + queue_count_++) % k_max_threads] = static_cast<std::uint16_t>(number);
}

// Puts a spinning thread behind all others, so that it is not the next one again.
void Scheduler::push_behind(unsigned number) {
  push(number);
  if (options_.order != control::Order::lifo) return;
  queue_head_ = (queue_head_ + k_max_threads - 1) % k_max_threads;  // moves the newest entry to the oldest end
  queue_[queue_head_] = static_cast<std::uint16_t>(number);
}

std::uint64_t Scheduler::random() {
  random_ ^= random_ << 13;
  random_ ^= random_ >> 7;
  random_ ^= random_ << 17;
  return random_;
}

int Scheduler::pop() {
  if (queue_count_ == 0) return -1;
  const unsigned last = (queue_head_ + queue_count_ - 1) % k_max_threads;
  unsigned at = queue_head_;
  if (options_.order == control::Order::lifo) at = last;
  if (options_.order == control::Order::random)
    at = (queue_head_ + static_cast<unsigned>((random() >> 32) * queue_count_ >> 32)) % k_max_threads;
  const int number = queue_[at];
  if (options_.order == control::Order::fifo) {
    queue_head_ = (queue_head_ + 1) % k_max_threads;
  } else {
    queue_[at] = queue_[last];
  }
  --queue_count_;
  return number;
}

// ---- switching

void Scheduler::thread_main() {
  Fiber::entered();
  for (;;) {  // later blocks use the stack again
    Scheduler& scheduler = *current;
    Fiber::acquire(&grid_start_sync);
    Fiber::acquire(&scheduler.block_sync_[(scheduler.block_turn_ + 1) % 2]);
    (*scheduler.body_)();
    Fiber::release(&scheduler.block_sync_[scheduler.block_turn_]);
    Fiber::release(&grid_end_sync);
    scheduler.on_exit();
  }
}

void Scheduler::switch_to(Thread& next) {
  Thread& previous = *running_;
  ++statistics_->switches;
  running_ = &next;
  if (&next != &host_) {
    threadIdx = next.index;
    if (!next.fiber.live() && !next.fiber.start(&thread_main)) {
      running_ = &previous;
      fail("no memory for the stack of a thread");
      if (&previous == &host_) return;
      running_ = &host_;
    }
  }
  Fiber::switch_between(previous.fiber, running_->fiber);
}

void Scheduler::give_way() {
  if (!failed_) {
    const int next = pop();
    if (next >= 0) {
      if (&threads_[static_cast<unsigned>(next)] != running_) switch_to(threads_[static_cast<unsigned>(next)]);
      return;
    }
    if (done_ < count_) report_deadlock();
  }
  switch_to(host_);  // the block has ended; after a failure, waiting threads are never resumed
}

void Scheduler::stop() { switch_to(host_); }

void Scheduler::fail(const char* format, ...) {
  if (failed_) return;
  failed_ = true;
  char text[1000];
  va_list values;
  va_start(values, format);
  vsnprintf(text, sizeof text, format, values);
  va_end(values);
  error_ = text;
}

void Scheduler::yield(Site site) {
  running_->site = site;
  if (++idle_yields_ > options_.idle_yields) {
    fail("no progress in block (%u,%u,%u): thread %u spins at %s:%d and nothing else happens", blockIdx.x, blockIdx.y,
         blockIdx.z, running_->number, site.file, site.line);
    stop();
  }
  push_behind(running_->number);
  give_way();
}

void Scheduler::maybe_yield() {
  if (options_.order != control::Order::random || random() % 1000 >= options_.yield_permille) return;
  push(running_->number);
  give_way();
}

// ---- the block

void Scheduler::prepare(const Block& block) {
  count_ = block.shape.x * block.shape.y * block.shape.z;
  done_ = arrived_ = queue_head_ = queue_count_ = 0;
  idle_yields_ = 0;
  failed_ = false;
  block_turn_ = (block_turn_ + 1) % 2;
  body_ = block.body;
  blockDim = block.shape;
  gridDim = block.grid;
  blockIdx = block.index;
  // A quiet NaN as a double, and in both of its halves as a float.
  shared_.reset(block.smem_bytes, options_.scramble ? 0x7ff8dead7fc0deadULL : 0);
  const unsigned warps = (count_ + 31) / 32;
  for (unsigned w = 0; w < warps; ++w) {
    const unsigned lanes = count_ - 32 * w;
    warps_[w] = {};
    warps_[w].all = lanes >= 32 ? ~0u : (1u << lanes) - 1;
  }
  for (unsigned i = 0; i < count_; ++i) {
    Thread& thread = threads_[i];
    if (thread.state != State::done) thread.fiber.abandon();  // a failure left the thread behind
    thread.number = static_cast<std::uint16_t>(i);
    thread.index = {i % block.shape.x, i / block.shape.x % block.shape.y, i / (block.shape.x * block.shape.y)};
    thread.copies.clear();
    push(i);
  }
}

bool Scheduler::run(const Block& block, const control::Options& options, control::Statistics& statistics) {
  options_ = options;
  statistics_ = &statistics;
  prepare(block);
  current = this;
  running_ = &host_;
  host_.fiber.adopt_host();
  switch_to(threads_[static_cast<unsigned>(pop())]);
#if defined(SIMT_TSAN)
  if (failed_) {  // orders what the abandoned threads did before what the host does next
    for (unsigned i = 0; i < count_; ++i) {
      if (!threads_[i].fiber.live()) continue;
      threads_[i].fiber.impersonate();
      Fiber::release(&grid_end_sync);
      Fiber::release(&block_sync_[block_turn_]);
    }
    host_.fiber.impersonate();
  }
#endif
  current = nullptr;
  ++statistics.blocks;
  statistics.threads += count_;
  return !failed_;
}

void Scheduler::on_exit() {
  Thread& self = *running_;
  made_progress();
  if (!self.copies.empty()) fail("thread %u returns with cp.async copies that it never waited for", self.number);
  self.state = State::done;
  ++done_;
  Warp& warp = warps_[self.number / 32];
  warp.done |= 1u << self.number % 32;
  if (warp.waiting != 0) finish_collectives(self.number / 32);
  if (arrived_ != 0 && arrived_ + done_ == count_) {
    if (options_.early_exit_is_error) {
      fail("%u threads wait at __syncthreads %s:%d but %u threads have returned", arrived_, barrier_site_.file,
           barrier_site_.line, done_);
    } else {
      release_barrier();
    }
  }
  give_way();
}

// Counts threads that wait at the same place together.
void Scheduler::report_deadlock() {
  char text[900];
  int used = 0;
  auto room = [&] { return sizeof text - static_cast<std::size_t>(used); };
  for (unsigned i = 0; i < count_ && room() > 200; ++i) {
    const Thread& thread = threads_[i];
    auto alike = [&](const Thread& other) {
      return other.state == thread.state && (thread.state == State::done || (other.site.line == thread.site.line &&
                                                                             other.site.file == thread.site.file));
    };
    bool first = true;
    unsigned together = 0;
    for (unsigned j = 0; j < count_; ++j) {
      if (!alike(threads_[j])) continue;
      if (j < i) first = false;
      ++together;
    }
    if (!first) continue;
    const char* what = thread.state == State::barrier ? "at __syncthreads"
                       : thread.state == State::warp  ? "in a warp collective"
                                                      : "in a group operation";
    used += thread.state == State::done
                ? snprintf(text + used, room(), "%u returned; ", together)
                : snprintf(text + used, room(), "%u %s %s:%d; ", together, what, thread.site.file, thread.site.line);
    if (room() > sizeof text) break;
  }
  fail("deadlock in block (%u,%u,%u): %s", blockIdx.x, blockIdx.y, blockIdx.z, text);
}

}  // namespace simt
