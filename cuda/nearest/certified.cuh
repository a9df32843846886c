// Kernels before and after the scores of the certified search: the conversion of rows and centroids to halves, with the
// norms of what that loses; the bounds; and the canonical comparison of the candidates that scores leave. Where nothing
// else is said, one warp works on one row, the grid may have any size, and a block has k_certified_threads threads.
#pragma once

#include <climits>

#include <cuda_fp16.h>

#include "cuda/nearest/centroid_group.cuh"
#include "cuda/nearest/score.hpp"
#include "cuda/nearest/score_bound.hpp"
#include "cuda/runtime/reduce.cuh"
#include "cuda/runtime/warp_rows.cuh"
#include "cuda/simt/simt.hpp"

namespace shoal::cuda {

inline constexpr int k_certified_threads = 128;

/// The scale brings the largest |x - centre| of all rows below 2^14, a quarter of the range of halves: a value of a
/// centroid is clipped only if it lies four times as far out as any value of a row.
inline constexpr int k_half_exponent = 13;
inline constexpr double k_largest_half = 65504.0;

/// The largest norms of all centroids, as the bits of floats. The floats are >= 0, so their bits have the same order as
/// integers.
struct NormBits {
  int centroid, half, residual;
};

/// The scale of the scores, a power of two, from the exponent of the largest |x - centre|; that exponent is far below
/// -2000 when all differences are 0.
__device__ inline double score_scale(int largest_exponent) {
  return largest_exponent < -2000 ? 1.0 : ldexp(1.0, k_half_exponent - largest_exponent);
}

/// *exponent = max(*exponent, exponent of the largest |x - centre|).
__global__ void __launch_bounds__(k_certified_threads)
    largest_exponent(Strided<float> x, const double* __restrict__ centre, int* exponent) {
  double largest = 0.0;
  for_each_by_warp(x.rows, [&](std::int64_t i) {
    for (std::int64_t j = threadIdx.x % 32; j < x.cols; j += 32)
      largest = fmax(largest, fabs(static_cast<double>(x.values[i * x.row_stride + j * x.col_stride]) - centre[j]));
  });
  const int mine = largest > 0.0 ? ilogb(largest) : INT_MIN;
  const int all = simt::reduce_max(0xffffffffu, mine);
  if (threadIdx.x % 32 == 0) atomicMax(exponent, all);
}

/// Squared norms of a row y: |y|^2, |h|^2 for its halves h, and |y - h|^2.
struct SquaredNorms {
  double exact = 0.0, half = 0.0, lost = 0.0;
};

/// Writes the halves of a row, with zeros from column d to `padded`, and returns its squared norms in every lane.
template <class Value>
__device__ __forceinline__ SquaredNorms halve(const Value& value, std::int64_t d, const double* centre, double scale,
                                              __half* to, std::int64_t padded) {
  SquaredNorms sq;
  for (std::int64_t j = threadIdx.x % 32; j < padded; j += 32) {
    const double exact = j < d ? (value(j) - centre[j]) * scale : 0.0;
    const __half half = __float2half_rn(static_cast<float>(fmax(fmin(exact, k_largest_half), -k_largest_half)));
    const double stored = static_cast<double>(__half2float(half));
    const double lost = exact - stored;
    to[j] = half;
    sq.exact += exact * exact;
    sq.half += stored * stored;
    sq.lost += lost * lost;
  }
  return {warp_sum(sq.exact), warp_sum(sq.half), warp_sum(sq.lost)};
}

/// An upper bound on |y - h| that includes the rounding of x - centre.
__device__ inline float residual_norm(const SquaredNorms& sq) {
  return not_below(sqrt(sq.lost) + 0x1p-50 * sqrt(sq.exact));
}

struct RowHalves {
  __half* values;  ///< [rows][padded]
  std::int64_t padded;
  float* norms;      ///< [rows] >= |h|
  float* residuals;  ///< [rows] >= |y - h|
};

__global__ void __launch_bounds__(k_certified_threads)
    halve_rows(Strided<float> x, const double* __restrict__ centre, const int* __restrict__ exponent, RowHalves out) {
  const double scale = score_scale(*exponent);
  for_each_by_warp(x.rows, [&](std::int64_t i) {
    const float* row = x.values + i * x.row_stride;
    const SquaredNorms sq = halve([&](std::int64_t j) { return static_cast<double>(row[j * x.col_stride]); }, x.cols,
                                  centre, scale, out.values + i * out.padded, out.padded);
    if (threadIdx.x % 32 != 0) return;
    out.norms[i] = not_below(sqrt(sq.half));
    out.residuals[i] = residual_norm(sq);
  });
}

/// Writes the halves of k x d centroids, half_sq of all places (k rounded up to whole tiles), and the centroids'
/// largest norms.
__global__ void __launch_bounds__(k_certified_threads, 8)
    halve_centroids(const double* __restrict__ centroids, std::int64_t k, std::int64_t d,
                    const double* __restrict__ centre, const int* __restrict__ exponent, __half* __restrict__ halves,
                    std::int64_t padded, float* __restrict__ half_sq, NormBits* largest) {
  const double scale = score_scale(*exponent);
  const std::int64_t places = (k + k_score_tile - 1) / k_score_tile * k_score_tile;
  for_each_by_warp(places, [&](std::int64_t c) {
    if (c >= k) {
      if (threadIdx.x % 32 == 0) half_sq[c] = k_no_centroid;
      return;
    }
    const SquaredNorms sq =
        halve([&](std::int64_t j) { return centroids[c * d + j]; }, d, centre, scale, halves + c * padded, padded);
    if (threadIdx.x % 32 != 0) return;
    half_sq[c] = static_cast<float>(fmin(0.5 * sq.exact, static_cast<double>(k_largest_half_sq)));
    atomicMax(&largest->centroid, __float_as_int(not_below(sqrt(sq.exact))));
    atomicMax(&largest->half, __float_as_int(not_below(sqrt(sq.half))));
    atomicMax(&largest->residual, __float_as_int(residual_norm(sq)));
  });
}

/// bound[i] = score_bound() for a row with norms[i] and residuals[i]. One thread a row.
__global__ void __launch_bounds__(k_certified_threads)
    row_bounds(const float* __restrict__ norms, const float* __restrict__ residuals, std::int64_t rows,
               const NormBits* __restrict__ largest, std::int64_t cols, float* __restrict__ bound) {
  const LargestNorms c{__int_as_float(largest->centroid), __int_as_float(largest->half),
                       __int_as_float(largest->residual)};
  const std::int64_t step = static_cast<std::int64_t>(gridDim.x) * k_certified_threads;
  for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * k_certified_threads + threadIdx.x; i < rows; i += step)
    bound[i] = score_bound(norms[i], residuals[i], c, cols);
}

/// thresholds[slot] = score of the row's label + bound of the row, for each listed row; counts[slot] = 0. Let b be the
/// canonical label and l the label: the canonical distance to b is at most that to l, so the score of b exceeds the
/// score of l by no more than the bound. This holds whichever centroid l is.
__global__ void __launch_bounds__(k_certified_threads)
    candidate_thresholds(ScorePass pass, float* __restrict__ thresholds, std::int32_t* __restrict__ counts) {
  for_each_by_warp(*pass.uncertain_count, [&](std::int64_t slot) {
    const std::int64_t row = pass.uncertain[slot], label = pass.labels[row];
    const __half* x = pass.points.values + row * pass.points.stride;
    const __half* c = pass.centroids.values + label * pass.centroids.stride;
    double sum = 0.0;
    for (std::int64_t j = threadIdx.x % 32; j < pass.points.cols; j += 32)
      sum += static_cast<double>(__half2float(x[j])) * static_cast<double>(__half2float(c[j]));
    sum = warp_sum(sum);
    if (threadIdx.x % 32 != 0) return;
    const double threshold = static_cast<double>(pass.half_sq[label]) - sum + static_cast<double>(pass.bound[row]);
    thresholds[slot] = static_cast<float>(threshold + 0x1p-22 * fabs(threshold));
    counts[slot] = 0;
  });
}

/// The operands of canonical comparisons.
struct Canonical {
  Strided<float> x;                      ///< rows of the pass
  const double* __restrict__ centroids;  ///< k x d
  std::int64_t k;
};

inline constexpr int k_row_lanes = 4;  ///< lanes that share the candidates of one row, of which there are two or three

/// Labels the listed rows by canonical distances to their candidates. A row with more than k_most_candidates of them is
/// appended to `rescan` instead.
__global__ void __launch_bounds__(k_certified_threads)
    decide_candidates(Canonical data, CandidatePass pass, std::int32_t* __restrict__ labels,
                      std::int32_t* __restrict__ rescan, std::int32_t* rescan_count, unsigned long long* candidates) {
  const std::int64_t listed = *pass.listed;
  const std::int64_t step = static_cast<std::int64_t>(gridDim.x) * (k_certified_threads / k_row_lanes);
  const int part = static_cast<int>(threadIdx.x % k_row_lanes);
  const std::int64_t first = static_cast<std::int64_t>(blockIdx.x) * (k_certified_threads / k_row_lanes);
  unsigned seen = 0;
  // `base` and `listed` are the same for all lanes of a warp
  for (std::int64_t base = first; base < listed; base += step) {
    const std::int64_t slot = base + threadIdx.x / k_row_lanes;
    const int count = slot < listed ? pass.counts[slot] : 0;
    double best = INFINITY;
    std::int32_t label = INT_MAX;
    if (count <= k_most_candidates) {
      for (int i = part; i < count; i += k_row_lanes) {
        const std::int32_t c = pass.candidates[slot * k_most_candidates + i];
        const float* row = data.x.values + pass.rows[slot] * data.x.row_stride;
        const double* centroid = data.centroids + c * data.x.cols;
        double sq = 0.0;
        for (std::int64_t j = 0; j < data.x.cols; ++j) {
          const double t = static_cast<double>(row[j * data.x.col_stride]) - centroid[j];
          sq = fused(t, t, sq);
        }
        if (sq < best || (sq == best && c < label)) {
          best = sq;
          label = c;
        }
      }
    }
#pragma unroll
    for (int other = 1; other < k_row_lanes; other *= 2) {
      const double their_best = __shfl_xor_sync(0xffffffffu, best, other);
      const std::int32_t their_label = __shfl_xor_sync(0xffffffffu, label, other);
      if (their_best < best || (their_best == best && their_label < label)) {
        best = their_best;
        label = their_label;
      }
    }
    if (part != 0 || slot >= listed) continue;
    seen += static_cast<unsigned>(count);
    if (count <= k_most_candidates) {
      labels[pass.rows[slot]] = label;
    } else {
      rescan[atomicAdd(rescan_count, 1)] = pass.rows[slot];
    }
  }
  if (seen != 0) atomicAdd(candidates, static_cast<unsigned long long>(seen));
}

/// Labels `*count` rows by canonical distances to all centroids. One thread a row.
__global__ void __launch_bounds__(k_certified_threads)
    rescan_rows(Canonical data, const std::int32_t* __restrict__ rows, const std::int32_t* __restrict__ count,
                std::int32_t* __restrict__ labels) {
  SIMT_SHARED(GroupTile<double>, tile, [1]);
  const std::int64_t listed = *count, step = static_cast<std::int64_t>(gridDim.x) * k_certified_threads;
  for (std::int64_t base = static_cast<std::int64_t>(blockIdx.x) * k_certified_threads; base < listed; base += step) {
    const bool valid = base + threadIdx.x < listed;
    const std::int64_t row = valid ? rows[base + threadIdx.x] : 0;
    double best = INFINITY;
    std::int32_t label = 0;
    for (std::int64_t first = 0; first < data.k; first += k_group) {
      double sq[k_group];
      distances_to_group(data.x, row, valid, data.centroids, first, data.k, tile[0], sq);
#pragma unroll
      for (int g = 0; g < k_group; ++g) {
        const bool nearer = first + g < data.k && sq[g] < best;
        label = nearer ? static_cast<std::int32_t>(first + g) : label;
        best = nearer ? sq[g] : best;
      }
    }
    if (valid) labels[row] = label;
  }
}

}  // namespace shoal::cuda
