// A long read looks now and then whether the user has had enough.
#pragma once

#include "shoal/threads.hpp"

namespace shoal::data {

/// Throws Error{cancelled} when the pool's cancellation is raised: a call without tasks does nothing but look.
inline void check_cancelled(ThreadPool& threads) {
  threads.run(0, [](std::int64_t, int) {});
}

}  // namespace shoal::data
