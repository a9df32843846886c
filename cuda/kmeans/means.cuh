// The step from the sums of a pass to the next centroids, and the decision whether the run goes on: advance() of
// lloyd.hpp on the device.
#pragma once

#include "cuda/kmeans/mean_values.cuh"
#include "cuda/runtime/wide_sum.hpp"
#include "cuda/simt/simt.hpp"
#include "shoal/lloyd.hpp"
#include "shoal/one_answer.hpp"

namespace shoal::cuda {

inline constexpr int k_means_threads = 128;

static_assert(static_cast<int>(LloydEnd::running) == 0, "kernels compare `ended` with 0");

/// The state of a run. `ended` is a LloydEnd; 0: running.
struct RunControl {
  int ended;
  int vacant;  ///< not 0: this pass left a cluster without weight
  int moved;   ///< not 0: this update moves a centroid
  int still;
  long long iterations;
};

/// Sets the flags if any lane of a full warp asks for it.
__device__ inline void raise(RunControl* control, bool moved, bool vacant) {
  const bool any_moved = __any_sync(0xffffffffu, moved), any_vacant = __any_sync(0xffffffffu, vacant);
  if (threadIdx.x % 32 != 0) return;
  if (any_moved) atomicOr(&control->moved, 1);
  if (any_vacant) atomicOr(&control->vacant, 1);
}

/// next = the means of the sums; a cluster without weight keeps its centroid. Sets the flags of `control`. One thread a
/// value, any grid; X is the scalar type of the points.
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

/// The same for means of length 1. One thread a cluster.
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

/// shifts[c] = squared distance between centroid c and its next value. One thread a cluster.
__global__ void __launch_bounds__(k_means_threads)
    centroid_shifts(const double* __restrict__ centroids, const double* __restrict__ next, std::int64_t k,
                    std::int64_t d, double* __restrict__ shifts, const RunControl* control) {
  const std::int64_t c = static_cast<std::int64_t>(blockIdx.x) * k_means_threads + threadIdx.x;
  if (control->ended == 0 && c < k) shifts[c] = sq_distance(centroids + c * d, next + c * d, d);
}

/// The limits that decide() compares with.
struct RunLimits {
  long long max_iterations;
  double shift_limit;    ///< negative: no limit
  const double* shifts;  ///< [k], if there is a limit
  std::int64_t k;
};

/// Ends the run, or counts the update and writes the inertia before it to inertia_trace[iterations % trace_size]. One
/// thread.
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

/// centroids = next, unless the run has ended. Any grid.
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
