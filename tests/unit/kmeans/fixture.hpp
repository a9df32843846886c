// A context on the oracle device, and small data for it.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "oracle_device.hpp"
#include "shoal/kmeans.hpp"

namespace shoal::test {

/// Owns what a Context refers to.
struct Bench {
  explicit Bench(int threads_ = 1) : threads(threads_, &cancellation) {}

  template <class T>
  std::unique_ptr<Points> upload(const Matrix<T>& values) {
    return device->upload(threads, values.view());
  }

  template <class T>
  KMeansResult fit(const Matrix<T>& values, const KMeansOptions& options, std::span<const double> weights = {}) {
    const auto points = upload(values);
    return fit_kmeans(context, *points, options, weights);
  }

  /// Labels of an assignment to `centroids`.
  template <class T>
  std::vector<std::int32_t> assign(const Matrix<T>& values, const Matrix<double>& centroids) {
    const auto points = upload(values);
    std::vector<std::int32_t> labels(static_cast<std::size_t>(values.rows()));
    device->assign(threads, *points, centroids.view(), {0, values.rows()}, {labels, {}, {}});
    return labels;
  }

  Cancellation cancellation;
  std::unique_ptr<Device> device = make_oracle_device();
  ThreadPool threads;
  Context context{*device, threads, no_events(), cancellation};
};

template <class T>
Matrix<T> matrix(std::int64_t cols, const std::vector<T>& values) {
  Matrix<T> m(static_cast<std::int64_t>(values.size()) / cols, cols);
  m.values() = values;
  return m;
}

/// `rows` points around `centres` corners of a coarse grid, by Philox.
template <class T>
Matrix<T> blobs(std::int64_t rows, std::int64_t cols, std::int64_t centres, std::uint64_t seed = 1) {
  Matrix<T> m(rows, cols);
  for (std::int64_t i = 0; i < rows; ++i) {
    for (std::int64_t j = 0; j < cols; ++j) {
      const auto centre = random_below(7, seed, Purpose::generate, static_cast<std::uint64_t>(i % centres),
                                       static_cast<std::uint32_t>(j));
      const double noise =
          random_unit(seed + 1, Purpose::generate, static_cast<std::uint64_t>(i), static_cast<std::uint32_t>(j));
      m(i, j) = static_cast<T>(4.0 * static_cast<double>(centre) + noise);
    }
  }
  return m;
}

/// What holds for every result: labels are an assignment, sizes count them and never ascend, inertia is theirs.
template <class T>
void expect_consistent(Bench& bench, const Matrix<T>& values, const KMeansResult& result,
                       std::span<const double> weights = {}) {
  ASSERT_EQ(result.labels, bench.assign(values, result.centroids));
  std::vector<std::int64_t> sizes(static_cast<std::size_t>(result.centroids.rows()));
  for (const auto label : result.labels) ++sizes[static_cast<std::size_t>(label)];
  EXPECT_EQ(result.sizes, sizes);
  long double inertia = 0, largest = 0;
  for (std::int64_t i = 0; i < values.rows(); ++i) {
    const auto row = static_cast<std::size_t>(i);
    long double sq = 0;
    for (std::int64_t j = 0; j < values.cols(); ++j) {
      const long double t = static_cast<long double>(values(i, j)) - result.centroids(result.labels[row], j);
      sq += t * t;
    }
    inertia += weights.empty() ? sq : sq * weights[row];
    largest = std::max(largest, weights.empty() ? sq : sq * weights[row]);
  }
  for (std::size_t c = 1; c < sizes.size(); ++c) {
    const auto a = static_cast<std::int64_t>(c) - 1, d = values.cols();
    EXPECT_GE(sizes[c - 1], sizes[c]);
    if (sizes[c - 1] != sizes[c]) continue;
    EXPECT_TRUE(std::lexicographical_compare(result.centroids.row(a), result.centroids.row(a) + d,
                                             result.centroids.row(a + 1), result.centroids.row(a + 1) + d));
  }
  // Each squared distance: d + 2 roundings of the chain; each row: half a unit of 2^-52 of the squared diameter.
  const bool in_float = sizeof(T) == sizeof(float) && values.cols() <= k_max_float_chain_cols;
  const double eps = in_float ? std::numeric_limits<float>::epsilon() : std::numeric_limits<double>::epsilon();
  EXPECT_NEAR(result.inertia, static_cast<double>(inertia),
              static_cast<double>(inertia) * eps * static_cast<double>(values.cols() + 2) +
                  static_cast<double>(values.rows()) * 0x1p-49 * static_cast<double>(largest));
}

}  // namespace shoal::test
