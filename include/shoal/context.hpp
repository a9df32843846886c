// What an algorithm runs in: passed, never global.
#pragma once

#include <cstdint>

#include "shoal/communicator.hpp"
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
  /// Rows a pass takes at a time at most (0: all). Results do not depend on it.
  std::int64_t batch_rows = 0;
  /// Those who hold the other rows. Everything that takes points and a context is collective: each rank brings the points
  /// and weights that it holds. What cannot be done so says it: Error{usage}.
  Communicator& ranks = one_process();

  Context with_seed(std::uint64_t other) const {
    Context c = *this;
    c.seed = other;
    return c;
  }
  Context on(Device& other) const { return {other, threads, events, cancellation, seed, batch_rows, ranks}; }
  /// For points that each rank has for itself.
  Context alone() const { return {device, threads, events, cancellation, seed, batch_rows, one_process()}; }
};

}  // namespace shoal
