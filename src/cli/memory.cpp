#include "cli/memory.hpp"

#include <execinfo.h>
#include <malloc.h>
#include <unistd.h>

#include <exception>
#include <string_view>
#include <system_error>

#include "base/digest.hpp"
#include "base/memory_budget.hpp"
#include "shoal/memory.hpp"
#include "shoal/text.hpp"

namespace shoal::cli {
namespace {

std::string g_source;  ///< who set the limit
std::int64_t g_limit = 0;

constexpr const char* k_hint =
    "give it more (--memory, the container's limit, a larger machine), or use fewer rows or columns";

/// No allocation in here.
[[noreturn]] void end(std::string_view words, ErrorCode code) {
  const ssize_t ignored = write(STDERR_FILENO, words.data(), words.size());
  static_cast<void>(ignored);
  _exit(exit_status(code));
}

[[noreturn]] void end_without_memory() {
  end("shoal: out of memory\n  do         give it more memory, or use fewer rows or columns\n", ErrorCode::memory);
}

[[noreturn]] void on_terminate() {
  try {
    if (const std::exception_ptr failure = std::current_exception()) std::rethrow_exception(failure);
  } catch (const std::bad_alloc&) {
    end_without_memory();
  } catch (const std::system_error& failure) {
    if (failure.code() == std::errc::not_enough_memory) end_without_memory();
  } catch (...) {
  }
  end("shoal: ended by a failure that nothing handles\n  do         this is a bug in shoal; please report it with the "
      "command\n",
      ErrorCode::internal);
}

/// Memory that is freed goes back to the system at once where a limit counts it, and there are few arenas: each reserves
/// 64 MB of addresses.
void keep_heap_tight() {
  constexpr int k_mapped_alone = 1 << 20;
  mallopt(M_MMAP_THRESHOLD, k_mapped_alone);
  mallopt(M_ARENA_MAX, 2);
}

}  // namespace

void end_with_words() { std::set_terminate(on_terminate); }

void get_ready_to_fail() {
  // The C library looks for its unwinder when an exception first crosses code of its own, and aborts if memory is short then.
  void* here = nullptr;
  backtrace(&here, 1);
  detail::prepare_digests();
}

void limit_memory(std::int64_t asked) {
  const MemoryLimit limit = memory_limit(asked);
  if (limit.source != "this machine") keep_heap_tight();
  g_source = limit.source;
  g_limit = limit.bytes;
  detail::set_memory_budget(limit.bytes);
}

Error memory_error(const std::bad_alloc& failure) {
  const auto* over = dynamic_cast<const detail::OverBudget*>(&failure);
  const std::int64_t held = over != nullptr ? over->held() : detail::held_memory_bytes();
  std::string message = "out of memory: " + human_bytes(held) + " are held";
  if (over != nullptr) message += " and " + human_bytes(over->asked()) + " more are needed";
  if (!g_source.empty()) message += ", and " + g_source + " allows " + human_bytes(g_limit);
  return Error(ErrorCode::memory, message, k_hint);
}

}  // namespace shoal::cli
