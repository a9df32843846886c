#include "cuda/simt/emulator/fiber.hpp"

#include <sys/mman.h>

#include "cuda/simt/emulator/poison.hpp"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#endif

#if !defined(SIMT_UCONTEXT)
// Saves the callee-saved registers on the old stack and takes them from the new one. That is twenty times as fast as
// swapcontext, which makes a system call for the signal mask.
extern "C" void simt_switch_stacks(void** save, void* load);
asm(R"(
.text
.p2align 4
.hidden simt_switch_stacks
.globl simt_switch_stacks
.type simt_switch_stacks,@function
simt_switch_stacks:
  push %rbp; push %rbx; push %r12; push %r13; push %r14; push %r15
  mov %rsp,(%rdi)
  mov %rsi,%rsp
  pop %r15; pop %r14; pop %r13; pop %r12; pop %rbx; pop %rbp
  ret
.size simt_switch_stacks,.-simt_switch_stacks
)");
#endif

namespace simt {

#if defined(__SANITIZE_ADDRESS__)
namespace {
Fiber* switched_from = nullptr;
}

// The host may be another thread each time. So a fiber that is switched to from the host is told the bounds of the
// host's stack.
void Fiber::finish_switch(void* fake_stack) {
  Fiber& from = *switched_from;
  const bool from_host = from.stack_ == nullptr;
  __sanitizer_finish_switch_fiber(fake_stack, from_host ? &from.host_stack_ : nullptr,
                                  from_host ? &from.host_stack_bytes_ : nullptr);
}
#endif

Fiber::~Fiber() {
  if (stack_ != nullptr) munmap(stack_ - k_guard_bytes, k_stack_bytes + k_guard_bytes);
}

bool Fiber::start(void (*entry)()) {
  if (stack_ == nullptr) {
    void* memory = mmap(nullptr, k_stack_bytes + k_guard_bytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) return false;
    mprotect(memory, k_guard_bytes, PROT_NONE);  // a kernel that overflows its stack crashes at this page
    stack_ = static_cast<char*>(memory) + k_guard_bytes;
  }
  unpoison(stack_, k_stack_bytes);
#if defined(SIMT_UCONTEXT)
  getcontext(&context_);
  context_.uc_stack.ss_sp = stack_;
  context_.uc_stack.ss_size = k_stack_bytes;
  context_.uc_link = nullptr;
  makecontext(&context_, entry, 0);
#else
  // The stack as the switch expects it: six registers, the address to return to, and above them a null return address,
  // which also leaves the stack aligned as at the start of a function.
  void** top = reinterpret_cast<void**>(stack_ + k_stack_bytes - 64);
  *--top = nullptr;
  *--top = reinterpret_cast<void*>(entry);
  for (int i = 0; i < 6; ++i) *--top = nullptr;
  stack_pointer_ = top;
#endif
#if defined(SIMT_TSAN)
  if (thread_ == nullptr) {
    thread_ = __tsan_create_fiber(0);
    __tsan_set_fiber_name(thread_, "CUDA thread");
  }
#endif
  live_ = true;
  return true;
}

void Fiber::switch_between(Fiber& from, Fiber& to) {
#if defined(__SANITIZE_ADDRESS__)
  switched_from = &from;
  if (to.stack_ == nullptr) {
    __sanitizer_start_switch_fiber(&from.fake_stack_, to.host_stack_, to.host_stack_bytes_);
  } else {
    __sanitizer_start_switch_fiber(&from.fake_stack_, to.stack_, k_stack_bytes);
  }
#endif
  to.impersonate();
#if defined(SIMT_UCONTEXT)
  swapcontext(&from.context_, &to.context_);
#else
  simt_switch_stacks(&from.stack_pointer_, to.stack_pointer_);
#endif
#if defined(__SANITIZE_ADDRESS__)
  from.finish_switch(from.fake_stack_);
#endif
}

void Fiber::entered() {
#if defined(__SANITIZE_ADDRESS__)
  finish_switch(nullptr);
#endif
}

void Fiber::adopt_host() {
#if defined(SIMT_TSAN)
  thread_ = __tsan_get_current_fiber();
#endif
}

}  // namespace simt
