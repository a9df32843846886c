// Barriers, warp collectives and group operations of the scheduler.
#include <bit>
#include <cstdlib>

#include "cuda/simt/emulator/scheduler.hpp"

namespace simt {

int Scheduler::barrier(bool predicate, Site site) {
  Thread& self = *running_;
  made_progress();
  if (arrived_ != 0 && (barrier_site_.line != site.line || barrier_site_.file != site.file)) {
    fail("divergent __syncthreads in block (%u,%u,%u): %s:%d and %s:%d", blockIdx.x, blockIdx.y, blockIdx.z,
         barrier_site_.file, barrier_site_.line, site.file, site.line);
    self.state = State::barrier;
    stop();
  }
  barrier_site_ = self.site = site;
  self.state = State::barrier;
  const unsigned turn = generation_ % 2;
  if (arrived_ == 0) votes_[turn] = 0;
  votes_[turn] += predicate ? 1 : 0;
  Fiber::release(&barrier_sync_[turn]);
  if (++arrived_ + done_ == count_) {
    if (done_ != 0 && options_.early_exit_is_error) {
      fail("%u threads wait at __syncthreads %s:%d but %u threads have returned", arrived_, site.file, site.line,
           done_);
    } else {
      release_barrier();
    }
  }
  give_way();
  Fiber::acquire(&barrier_sync_[turn]);
  return votes_[turn];
}

void Scheduler::release_barrier() {
  for (unsigned i = 0; i < count_; ++i)
    if (threads_[i].state == State::barrier) push(i);
  arrived_ = 0;
  ++generation_;
  ++statistics_->barriers;
}

void Scheduler::warp_op(WarpFn fn, void* data, std::uint32_t mask, bool orders_memory, Site site) {
  Thread& self = *running_;
  const unsigned lane = self.number % 32;
  made_progress();
  self.site = site;
  self.state = State::warp;
  if ((mask >> lane & 1) == 0) {
    fail("%s:%d: lane %u calls a warp collective with mask %08x, which leaves it out", site.file, site.line, lane,
         mask);
    stop();
  }
  self.warp_fn = fn;
  self.mask = mask;
  self.orders_memory = orders_memory;
  self.data = data;
  Warp& warp = warps_[self.number / 32];
  warp.waiting |= 1u << lane;
  const std::uint32_t wanted = mask & warp.all;
  if (((warp.waiting | warp.done) & wanted) == wanted) finish_collectives(self.number / 32);
  give_way();
}

// The lanes that wait with exactly this mask. A lane that waits with another mask is no error yet: its own group may
// release it.
std::uint32_t Scheduler::lanes_with_mask(unsigned warp, std::uint32_t mask) const {
  std::uint32_t lanes = 0;
  for (std::uint32_t rest = warps_[warp].waiting & mask; rest != 0; rest &= rest - 1) {
    const auto lane = static_cast<unsigned>(std::countr_zero(rest));
    if (threads_[32 * warp + lane].mask == mask) lanes |= 1u << lane;
  }
  return lanes;
}

bool Scheduler::same_collective(unsigned warp, std::uint32_t lanes) {
  const Thread& first = threads_[32 * warp + static_cast<unsigned>(std::countr_zero(lanes))];
  for (std::uint32_t rest = lanes; rest != 0; rest &= rest - 1) {
    const Thread& other = threads_[32 * warp + static_cast<unsigned>(std::countr_zero(rest))];
    if (other.warp_fn == first.warp_fn) continue;
    fail("different warp collectives under one mask (%08x): lane %u at %s:%d, lane %u at %s:%d", first.mask,
         first.number % 32u, first.site.file, first.site.line, other.number % 32u, other.site.file, other.site.line);
    return false;
  }
  return true;
}

// Runs every collective of the warp whose lanes have all arrived or returned.
void Scheduler::finish_collectives(unsigned warp_number) {
  Warp& warp = warps_[warp_number];
  std::uint32_t todo = warp.waiting;
  while (todo != 0) {
    const Thread& first = threads_[32 * warp_number + static_cast<unsigned>(std::countr_zero(todo))];
    const std::uint32_t lanes = lanes_with_mask(warp_number, first.mask);
    const std::uint32_t wanted = first.mask & warp.all;
    todo &= ~lanes;
    if (((lanes | warp.done) & wanted) != wanted) continue;
    if (!same_collective(warp_number, lanes)) return;
    void* data[32] = {};
    unsigned members[32];
    unsigned count = 0;
    for (std::uint32_t rest = lanes; rest != 0; rest &= rest - 1) {
      const auto lane = static_cast<unsigned>(std::countr_zero(rest));
      members[count++] = 32 * warp_number + lane;
      data[lane] = threads_[32 * warp_number + lane].data;
    }
    first.warp_fn(data, lanes);
    if (first.orders_memory) join_clocks(members, count);
    ++statistics_->warp_operations;
    warp.waiting &= ~lanes;
    for (unsigned i = 0; i < count; ++i) push(members[i]);
  }
}

void Scheduler::group_op(GroupFn fn, void* data, unsigned count, bool orders_memory, Site site) {
  Thread& self = *running_;
  made_progress();
  self.site = site;
  self.state = State::group;
  self.data = data;
  self.group_fn = fn;
  const unsigned first = count == 0 ? 0 : self.number / count * count;
  if (count == 0 || count % 32 != 0 || first + count > count_) {
    fail("%s:%d: a group of %u threads around thread %u does not fit the block of %u", site.file, site.line, count,
         self.number, count_);
    stop();
  }
  Warp& head = warps_[first / 32];
  if (head.group_arrived == 0) head.group_size = count;
  for (unsigned i = first; i < first + count; ++i) {
    const Thread& other = threads_[i];
    if (other.state != State::group || (other.group_fn == fn && head.group_size == count)) continue;
    fail("different group operations: thread %u at %s:%d, thread %u at %s:%d", self.number, site.file, site.line,
         other.number, other.site.file, other.site.line);
    stop();
  }
  if (++head.group_arrived == count) {
    head.group_arrived = 0;
    finish_group(first, count, orders_memory);
  }
  give_way();
}

void Scheduler::finish_group(unsigned first, unsigned count, bool orders_memory) {
  void* data[k_max_threads];
  unsigned members[k_max_threads] = {};
  for (unsigned i = 0; i < count; ++i) {
    members[i] = first + i;
    data[i] = threads_[first + i].data;
  }
  threads_[first].group_fn(data, count);
  if (orders_memory) join_clocks(members, count);
  for (unsigned i = 0; i < count; ++i) push(members[i]);
}

// Orders what each member did before what any of them does next, and orders nobody else. The object is allocated, so
// that the sanitizer forgets it at free().
void Scheduler::join_clocks([[maybe_unused]] const unsigned* members, [[maybe_unused]] unsigned count) {
#if defined(SIMT_TSAN)
  void* sync = std::malloc(8);
  for (unsigned i = 0; i < count; ++i) {
    threads_[members[i]].fiber.impersonate();
    Fiber::release(sync);
  }
  for (unsigned i = 0; i < count; ++i) {
    threads_[members[i]].fiber.impersonate();
    Fiber::acquire(sync);
  }
  running_->fiber.impersonate();
  std::free(sync);
#endif
}

}  // namespace simt
