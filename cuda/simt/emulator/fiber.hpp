// A fiber: a stack of its own and a switch to it, both known to the sanitizers.
//
// In a thread-sanitizer build, everything under emulator/ is compiled without -fsanitize=thread and with SIMT_TSAN:
// each fiber is a thread to the sanitizer, and only the engine says what is ordered.
#pragma once

#include <cstddef>

#if !defined(__x86_64__)
#define SIMT_UCONTEXT 1
#include <ucontext.h>
#endif
#if defined(SIMT_TSAN)
#include <sanitizer/tsan_interface.h>
#endif

namespace simt {

class Fiber {
 public:
  Fiber() = default;
  ~Fiber();
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  /// True when it has a stack that can be switched to.
  bool live() const { return live_; }
  /// Makes the next switch to it start over; what it was doing is dropped without clean-up.
  void abandon() { live_ = false; }
  /// Gives it a stack, if it has none, on which `entry` starts at the next switch; `entry` must not return. False when
  /// there is no memory.
  bool start(void (*entry)());

  /// Goes on in `to`, and returns when somebody switches back. `host` is the fiber that owns the stack of the operating
  /// system's thread.
  static void switch_between(Fiber& from, Fiber& to);
  /// Must be the first call in an entry function.
  static void entered();

  /// Makes this fiber stand for the calling thread's own stack.
  void adopt_host();
  /// Acts as this fiber in the eyes of the sanitizer only.
  void impersonate();
  /// What this fiber did so far happens before what follows an `acquire` of the same object.
  static void release(void* object);
  static void acquire(void* object);

 private:
#if defined(__SANITIZE_ADDRESS__)
  static void finish_switch(void* fake_stack);
#endif
  static constexpr std::size_t k_stack_bytes = 128 * 1024;
  static constexpr std::size_t k_guard_bytes = 4096;

#if defined(SIMT_UCONTEXT)
  ucontext_t context_{};
#else
  void* stack_pointer_ = nullptr;
#endif
  char* stack_ = nullptr;  // the lowest usable byte; nullptr for the host, whose bounds the sanitizer tells
  bool live_ = false;
  [[maybe_unused]] const void* host_stack_ = nullptr;
  [[maybe_unused]] std::size_t host_stack_bytes_ = 0;
  [[maybe_unused]] void* fake_stack_ = nullptr;  // for the address sanitizer
  [[maybe_unused]] void* thread_ = nullptr;      // for the thread sanitizer
};

inline void Fiber::impersonate() {
#if defined(SIMT_TSAN)
  __tsan_switch_to_fiber(thread_, __tsan_switch_to_fiber_no_sync);
#endif
}
inline void Fiber::release([[maybe_unused]] void* object) {
#if defined(SIMT_TSAN)
  __tsan_release(object);
#endif
}
inline void Fiber::acquire([[maybe_unused]] void* object) {
#if defined(SIMT_TSAN)
  __tsan_acquire(object);
#endif
}

}  // namespace simt
