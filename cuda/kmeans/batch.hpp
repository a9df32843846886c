// Many small fits side by side: one block for each fit, and few launches for all of them
// (docs/design/0034-batched-fits.md).
#pragma once

#include <cstdint>
#include <span>

#include "cuda/runtime/gpu.hpp"
#include "cuda/runtime/views.hpp"
#include "shoal/lloyd.hpp"
#include "shoal/threads.hpp"

namespace shoal::cuda {

/// True when a block can hold a fit of up to k clusters and a pass of the fit is so short that one block is enough.
bool batch_suits(const Gpu& gpu, Scalar scalar, std::int64_t rows, std::int64_t cols, std::int64_t k);

/// KMeansPasses::lloyd_runs() for runs that suit; runs that have ended stay as they are. `x` are all the points. There is one
/// launch for every tuning::k_batch_iterations iterations of the longest run, and between two launches a look at the
/// pool's cancellation. Device memory: about k d numbers for each run, and 8 n bytes for each set of weights. X =
/// float, double.
template <class X>
void lloyd_batch(ThreadPool& threads, const Gpu& gpu, const Strided<X>& x, std::span<LloydRun* const> runs);

/// KMeansPasses::plus_plus_runs() for runs that suit, in one launch. Device memory: n values of the chain's type for each
/// run, and 8 n bytes for each set of weights. X = float, double.
template <class X>
void plus_plus_batch(ThreadPool& threads, const Gpu& gpu, const Strided<X>& x, std::span<SeedRun* const> runs);

}  // namespace shoal::cuda
