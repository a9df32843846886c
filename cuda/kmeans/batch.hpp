// Many small fits beside each other: one block a fit, few launches for all of them (docs/design/0034-batched-fits.md).
#pragma once

#include <cstdint>
#include <span>

#include "cuda/runtime/gpu.hpp"
#include "cuda/runtime/views.hpp"
#include "shoal/lloyd.hpp"
#include "shoal/threads.hpp"

namespace shoal::cuda {

/// True when one block holds a fit of up to k clusters and a pass of it is so short that a block is enough.
bool batch_suits(const Gpu& gpu, Scalar scalar, std::int64_t rows, std::int64_t cols, std::int64_t k);

/// KMeansPasses::lloyd_runs() for runs that suit; those that have ended are left as they are. `x` are all the points. One
/// launch for every tuning::k_batch_iterations iterations of the longest run, in between a look at the pool's
/// cancellation. Device memory: some k d a run, 8 n for each set of weights. X = float, double.
template <class X>
void lloyd_batch(ThreadPool& threads, const Gpu& gpu, const Strided<X>& x, std::span<LloydRun* const> runs);

/// KMeansPasses::plus_plus_runs() for runs that suit: one launch. Device memory: n values of the chain's type a run, 8 n for
/// each set of weights. X = float, double.
template <class X>
void plus_plus_batch(ThreadPool& threads, const Gpu& gpu, const Strided<X>& x, std::span<SeedRun* const> runs);

}  // namespace shoal::cuda
