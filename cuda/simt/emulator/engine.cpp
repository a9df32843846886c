// The kernels' side of the emulator: each call goes to the scheduler of the block that runs.
#include "cuda/simt/emulator/engine.hpp"

#include "cuda/simt/emulator/scheduler.hpp"
#include "cuda/simt/emulator/warp.hpp"

namespace simt {

void barrier(Site site) { Scheduler::current->barrier(false, site); }
int barrier_count(bool predicate, Site site) { return Scheduler::current->barrier(predicate, site); }

void warp_op(WarpFn fn, void* data, std::uint32_t mask, bool orders_memory, Site site) {
  Scheduler::current->warp_op(fn, data, mask, orders_memory, site);
}
void group_op(GroupFn fn, void* data, unsigned count, bool orders_memory, Site site) {
  Scheduler::current->group_op(fn, data, count, orders_memory, site);
}

void yield(const char* file, int line) { Scheduler::current->yield({file, line}); }
void maybe_yield() {
  if (Scheduler::current != nullptr) Scheduler::current->maybe_yield();  // the host may call atomics, too
}
void made_progress() { Scheduler::current->made_progress(); }

// Orders its caller with every earlier and later fence. That is enough for flags and tickets, whose reader needs a
// fence as well.
void fence() {
  static char sync;
  __atomic_thread_fence(__ATOMIC_SEQ_CST);
  Fiber::release(&sync);
  Fiber::acquire(&sync);
}

void fail(const char* message, Site site) {
  Scheduler::current->fail("%s:%d: %s", site.file, site.line, message);
  Scheduler::current->stop();
}

unsigned linear_thread() { return Scheduler::current->self().number; }
unsigned lane() { return linear_thread() % 32; }

void* shared_slot(const void* key, std::size_t bytes, std::size_t align) {
  void* memory = Scheduler::current->shared().slot(key, bytes, align);
  if (memory == nullptr) {
    Scheduler::current->fail("static shared memory is full: %zu bytes do not fit into what is left of %zu", bytes,
                             SharedMemory::k_static_limit);
    Scheduler::current->stop();
  }
  return memory;
}
void* dynamic_smem_raw() { return Scheduler::current->shared().dynamic(); }

void cp_async_push(void* to, const void* from, unsigned bytes, unsigned valid, Site site) {
  if ((reinterpret_cast<std::uintptr_t>(to) | reinterpret_cast<std::uintptr_t>(from)) % bytes != 0)
    fail("cp.async needs both addresses at multiples of its size", site);
  if (valid > bytes) fail("cp.async has more valid bytes than bytes", site);
  Scheduler::current->self().copies.push(to, from, bytes, valid);
}
void cp_async_close_group() { Scheduler::current->self().copies.close_group(); }
void cp_async_wait_until(unsigned groups) { Scheduler::current->self().copies.wait_until(groups); }

SIMT_RAW static void vote_lanes(void** data, std::uint32_t mask) {
  std::uint32_t votes = 0;
  for (int l = 0; l < 32; ++l)
    if ((mask >> l & 1) != 0 && *static_cast<std::uint32_t*>(data[l]) != 0) votes |= 1u << l;
  for (int l = 0; l < 32; ++l)
    if ((mask >> l & 1) != 0) *static_cast<std::uint32_t*>(data[l]) = votes;
}

SIMT_RAW unsigned ballot(unsigned mask, bool predicate, Site site) {
  std::uint32_t mine = predicate ? 1 : 0;
  warp_op(&vote_lanes, &mine, mask, false, site);
  return mine;
}

}  // namespace simt
