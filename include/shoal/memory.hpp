// How much memory this process may hold.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace shoal {

/// Peak resident memory of this process so far, bytes.
std::int64_t peak_memory_bytes();
/// Memory that can still be had without swapping (cgroup limits counted), bytes.
std::int64_t available_memory_bytes();

/// What the process may allocate in all, and who says so.
struct MemoryLimit {
  std::int64_t bytes = 0;  ///< of allocations, those that are held now included
  std::string source;      ///< "the control group", "ulimit -v", "--memory", "this machine"
};

/// The tightest of: the control group (versions 1 and 2), RLIMIT_AS, RLIMIT_DATA, and `asked` bytes for the whole process. Without
/// `asked` (0) also the free memory of the machine, swap included: an answer of the kernel to more than that is to kill.
/// A part of each is left to stacks, code and the gaps of the heap.
MemoryLimit memory_limit(std::int64_t asked = 0);

/// Bytes of a text such as 512M, 1.5GB (powers of 1000) or 2GiB (of 1024). Error{usage} that names `where`.
std::int64_t memory_size(std::string_view text, const std::string& where);

}  // namespace shoal
