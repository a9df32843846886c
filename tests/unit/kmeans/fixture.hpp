// A context on the oracle device, and small data for it.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
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

/// Squared diagonal of the box around rows and initial centroids.
template <class T>
double squared_diagonal(const Matrix<T>& values, const Matrix<double>& initial) {
  double sum = 0;
  for (std::int64_t j = 0; j < values.cols(); ++j) {
    double low = values(0, j), high = values(0, j);
    const auto widen = [&](double x) {
      low = std::min(low, x);
      high = std::max(high, x);
    };
    for (std::int64_t i = 0; i < values.rows(); ++i) widen(values(i, j));
    for (std::int64_t c = 0; c < initial.rows(); ++c) widen(initial(c, j));
    sum += (high - low) * (high - low);
  }
  return sum;
}

/// Weighted sum of the squared distances of the rows to the centroids of their labels.
template <class T>
double inertia_by_definition(const Matrix<T>& values, const KMeansResult& result, std::span<const double> weights) {
  long double inertia = 0;
  for (std::int64_t i = 0; i < values.rows(); ++i) {
    const auto row = static_cast<std::size_t>(i);
    for (std::int64_t j = 0; j < values.cols(); ++j) {
      const long double t = static_cast<long double>(values(i, j)) - result.centroids(result.labels[row], j);
      inertia += weights.empty() ? t * t : t * t * weights[row];
    }
  }
  return static_cast<double>(inertia);
}

/// Largest clusters first, ties by centroid.
inline void expect_numbered(const KMeansResult& result) {
  const auto d = result.centroids.cols();
  for (std::size_t c = 1; c < result.sizes.size(); ++c) {
    EXPECT_GE(result.sizes[c - 1], result.sizes[c]);
    if (result.sizes[c - 1] != result.sizes[c]) continue;
    const double* before = result.centroids.row(static_cast<std::int64_t>(c) - 1);
    EXPECT_TRUE(std::lexicographical_compare(before, before + d, before + d, before + 2 * d));
  }
}

/// What holds for every result: labels are an assignment, sizes count them and never ascend, inertia is theirs.
template <class T>
void expect_consistent(Bench& bench, const Matrix<T>& values, const KMeansResult& result,
                       std::span<const double> weights = {}, const Matrix<double>& initial = {}) {
  ASSERT_EQ(result.labels, bench.assign(values, result.centroids));
  std::vector<std::int64_t> sizes(static_cast<std::size_t>(result.centroids.rows()));
  for (const auto label : result.labels) ++sizes[static_cast<std::size_t>(label)];
  EXPECT_EQ(result.sizes, sizes);
  expect_numbered(result);
  // Each squared distance: d + 2 roundings of the chain. Each row: half a unit, which is below 2^-50 of the largest
  // weighted squared distance that the data's box has room for.
  const bool in_float = sizeof(T) == sizeof(float) && values.cols() <= k_max_float_chain_cols;
  const double eps = in_float ? std::numeric_limits<float>::epsilon() : std::numeric_limits<double>::epsilon();
  const double largest_weight = weights.empty() ? 1.0 : *std::max_element(weights.begin(), weights.end());
  const double expected = inertia_by_definition(values, result, weights);
  EXPECT_NEAR(result.inertia, expected,
              expected * eps * static_cast<double>(values.cols() + 2) +
                  static_cast<double>(values.rows()) * 0x1p-51 * squared_diagonal(values, initial) * largest_weight);
}

}  // namespace shoal::test
