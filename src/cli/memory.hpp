// What the program does about memory: its limit, and the end of a process that has none left.
#pragma once

#include <cstdint>
#include <new>

#include "shoal/error.hpp"

namespace shoal::cli {

/// From now on a failure that nothing can catch (a destructor's, a thread's, a library's while it is loaded) ends with words and a
/// documented exit status instead of an abort.
void end_with_words();
/// Loads now what libraries need when memory has ended, and would then abort or wait without.
void get_ready_to_fail();
/// Holds this process to memory_limit(asked) from now on.
void limit_memory(std::int64_t asked);
/// What a failed allocation means, with the limit that it met.
Error memory_error(const std::bad_alloc& failure);

}  // namespace shoal::cli
