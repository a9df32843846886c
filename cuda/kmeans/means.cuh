// From the sums of a pass to the next centroids, and whether the run goes on: advance() of lloyd.hpp on the device.
#pragma once

#include "cuda/kmeans/mean_values.cuh"
#include "cuda/runtime/wide_sum.hpp"
#include "cuda/simt/simt.hpp"
#include "shoal/lloyd.hpp"
#include "shoal/one_answer.hpp"

namespace shoal::cuda {

inline constexpr int k_means_threads = 128;

static_assert(static_cast<int>(LloydEnd::running) == 0, "kernels compare `ended` with 0");

/// Where a run stands. `ended` holds a LloydEnd; 0 is running.
struct RunControl {
  int ended;
  int vacant;  ///< this pass left a cluster without weight
  int moved;   ///< this update moves a centroid
  int still;
  long long iterations;
};

/// Raises the flags of a full warp.
__device__ inline void raise(RunControl* control, bool moved, bool vacant) {
  const bool any_moved = __any_sync(0xffffffffu, moved), any_vacant = __any_sync(0xffffffffu, vacant);
  if (threadIdx.x % 32 != 0) return;
  if (any_moved) atomicOr(&control->moved, 1);
  if (any_vacant) atomicOr(&control->vacant, 1);
}

/// next = the means of the sums, or the centroid itself for a cluster without weight; raises control's flags. One
/// thread a value, any grid; X is the points' scalar type.
template <class X>
__global__ void __launch_bounds__(k_means_threads)
    means(const WideSum* __restrict__ sums, SumsLayout layout, MeanTerms terms, const double* __restrict__ centroids,
          double* __restrict__ next, RunControl* control) {
  if (control->ended != 0) return;
  bool moved = false, vacant = false;
  const std::int64_t step = static_cast<std::int64_t>(gridDim.x) * k_means_threads;
  for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * k_means_threads + threadIdx.x; i < layout.k * layout.d;
       i += step) {
    const bool empty = sums[layout.weight(i / layout.d)].value() == 0;
    const double mean = empty ? centroids[i] : box_mean<X>(sums, layout, terms, i);
    vacant = vacant || empty;
    moved = moved || mean != centroids[i];
    next[i] = mean;
  }
  raise(control, moved, vacant);
}

/// The same for means of length 1: one thread a cluster.
template <class X>
__global__ void __launch_bounds__(k_means_threads)
    unit_means(const WideSum* __restrict__ sums, SumsLayout layout, MeanTerms terms,
               const double* __restrict__ centroids, double* __restrict__ next, RunControl* control) {
  if (control->ended != 0) return;
  const std::int64_t c = static_cast<std::int64_t>(blockIdx.x) * k_means_threads + threadIdx.x;
  bool moved = false, vacant = false;
  if (c < layout.k) {
    vacant = sums[layout.weight(c)].value() == 0;
    moved = unit_mean<X>(sums, layout, terms, c, centroids, next);
  }
  raise(control, moved, vacant);
}

/// shifts[c] = squared distance between the two centroids c. One thread a cluster.
__global__ void __launch_bounds__(k_means_threads)
    centroid_shifts(const double* __restrict__ centroids, const double* __restrict__ next, std::int64_t k,
                    std::int64_t d, double* __restrict__ shifts, const RunControl* control) {
  const std::int64_t c = static_cast<std::int64_t>(blockIdx.x) * k_means_threads + threadIdx.x;
  if (control->ended == 0 && c < k) shifts[c] = sq_distance(centroids + c * d, next + c * d, d);
}

/// What decide() compares with.
struct RunLimits {
  long long max_iterations;
  double shift_limit;    ///< negative: none
  const double* shifts;  ///< k, for a limit
  std::int64_t k;
};

/// Ends the run or counts the update; inertia_trace[iterations % trace_size] is that before it. One thread.
__global__ void decide(RunControl* control, RunLimits limits, const WideSum* inertia, WideSum* inertia_trace,
                       long long trace_size) {
  if (control->ended != 0) return;
  if (control->vacant != 0) {
    control->ended = static_cast<int>(LloydEnd::vacant);
  } else if (control->still != 0 || control->moved == 0) {
    control->ended = static_cast<int>(LloydEnd::converged);
  } else if (control->iterations == limits.max_iterations) {
    control->ended = static_cast<int>(LloydEnd::spent);
  } else {
    inertia_trace[control->iterations % trace_size] = *inertia;
    double shift = 0.0;
    if (limits.shift_limit >= 0.0) {
      for (std::int64_t c = 0; c < limits.k; ++c) shift += limits.shifts[c];
    }
    control->still = limits.shift_limit >= 0.0 && shift <= limits.shift_limit ? 1 : 0;
    ++control->iterations;
  }
  control->moved = 0;
}

/// centroids = next while the run goes on. Any grid.
__global__ void __launch_bounds__(k_means_threads)
    take_next(double* __restrict__ centroids, const double* __restrict__ next, std::int64_t count,
              const RunControl* control) {
  if (control->ended != 0) return;
  const std::int64_t step = static_cast<std::int64_t>(gridDim.x) * k_means_threads;
  for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * k_means_threads + threadIdx.x; i < count; i += step) {
    centroids[i] = next[i];
  }
}

}  // namespace shoal::cuda
