// Runs the certified search under the emulator on problems of the list of cases.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "cuda/nearest/certified_search.hpp"
#include "cuda/simt/emulator/control.hpp"
#include "device_cases.hpp"
#include "emulated_copies.hpp"
#include "oracle_arithmetic.hpp"

namespace shoal::cuda {

/// The most that a block of 16 products may be off by in score_bound.hpp.
inline constexpr float k_worst_mma = 16 * 0x1p-22f;

inline test::Case uniform(std::int64_t n, std::int64_t d, std::int64_t k) {
  return {n, d, k, Scalar::f32, false, test::Pattern::uniform};
}

/// A GPU of the architecture as the launches see it; 75: two stages in 64 KiB.
inline Gpu gpu_of(int architecture) {
  Gpu gpu;
  gpu.architecture = architecture;
  gpu.processors = 2;
  gpu.shared_bytes = architecture == 75 ? 64 << 10 : architecture == 80 ? 163 << 10 : 227 << 10;
  return gpu;
}

/// Sets the worst error of mma for as long as it lives.
struct MmaError {
  explicit MmaError(float error) { simt::control::mma_error = error; }
  ~MmaError() { simt::control::mma_error = 0.0f; }
};

struct Found {
  std::vector<std::int32_t> labels;
  CertifiedCounts counts;
};

/// Labels of rows `range` by the certified search.
inline Found search(const Gpu& gpu, const Matrix<float>& points, const Matrix<double>& centroids, RowRange range) {
  const Stream stream;
  const std::int64_t n = points.rows(), d = points.cols(), stride = (d + 3) / 4 * 4;
  std::vector<float> padded(static_cast<std::size_t>(n * stride));
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t j = 0; j < d; ++j) padded[static_cast<std::size_t>(i * stride + j)] = points(i, j);
  std::vector<double> means;
  for (std::int64_t c = 0; c < centroids.rows(); ++c)
    for (std::int64_t j = 0; j < d; ++j) means.push_back(centroids(c, j));
  const Buffer<float> values = on_device(stream, padded);
  const Buffer<double> centroid_values = on_device(stream, means);
  const Strided<float> x{values.data(), stride, 1, n, d};
  const CertifiedRows rows(gpu, stream, x);
  CertifiedSearch search;
  Buffer<std::int32_t> labels(range.end - range.begin);
  search.labels(gpu, stream, x, rows, centroid_values.data(), centroids.rows(), range, labels.data());
  Found found{on_host(stream, labels.data(), labels.size()), {}};
  if (range.end > range.begin) found.counts = on_host(stream, search.counts(), 1)[0];
  return found;
}

inline std::vector<std::int32_t> oracle_labels(const Matrix<float>& points, const Matrix<double>& centroids,
                                               RowRange range) {
  std::vector<std::int32_t> labels;
  for (std::int64_t i = range.begin; i < range.end; ++i) {
    double best = INFINITY;
    std::int32_t label = 0;
    for (std::int64_t c = 0; c < centroids.rows(); ++c) {
      const double sq = test::oracle_sq_distance(&points(i, 0), &centroids(c, 0), points.cols());
      if (sq < best) {
        best = sq;
        label = static_cast<std::int32_t>(c);
      }
    }
    labels.push_back(label);
  }
  return labels;
}

}  // namespace shoal::cuda
