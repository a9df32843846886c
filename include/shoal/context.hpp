// What an algorithm runs in: passed, never global.
#pragma once

#include <cstdint>

#include "shoal/device.hpp"
#include "shoal/events.hpp"
#include "shoal/random.hpp"
#include "shoal/threads.hpp"

namespace shoal {

/// References to what the caller owns, and the seed. Cheap to copy: `with_seed` and `on` give derived ones.
struct Context {
  Device& device;
  ThreadPool& threads;
  Events& events;
  const Cancellation& cancellation;
  std::uint64_t seed = k_default_seed;
  /// Rows a lloyd_step call takes at most (0: all). Results do not depend on it.
  std::int64_t batch_rows = 0;

  Context with_seed(std::uint64_t other) const {
    Context c = *this;
    c.seed = other;
    return c;
  }
  Context on(Device& other) const { return {other, threads, events, cancellation, seed, batch_rows}; }
};

}  // namespace shoal
