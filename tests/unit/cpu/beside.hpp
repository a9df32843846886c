// Fits on every target of the CPU beside the plain oracle, and data for them.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <random>

#include "cpu/fit/bound_switch.hpp"
#include "cpu/kernels/targets.hpp"
#include "cpu/passes/passes.hpp"
#include "oracle_device.hpp"
#include "tried.hpp"

namespace shoal::test {

/// Points of one type; `wide` for double.
struct Data {
  Matrix<float> narrow;
  Matrix<double> wide;
  std::vector<double> weights;

  HostView view() const { return narrow.empty() ? HostView(wide.view()) : HostView(narrow.view()); }
  std::int64_t rows() const { return narrow.rows() + wide.rows(); }
  std::int64_t cols() const { return narrow.cols() + wide.cols(); }
  double at(std::int64_t i, std::int64_t j) const {
    return narrow.empty() ? wide(i, j) : static_cast<double>(narrow(i, j));
  }
};

struct Shape {
  std::int64_t n, d, k;
  bool f64 = false;
};

/// Rows around `clusters` centres, `spread` wide, shifted by `offset`; every seventh row is the one before it.
inline Data clustered(const Shape& shape, std::int64_t clusters, double spread, double offset, bool weighted = false) {
  std::mt19937_64 random(static_cast<std::uint64_t>(shape.n + 7 * shape.d + 31 * shape.k));
  std::normal_distribution<double> normal;
  Matrix<double> centres(clusters, shape.d), rows(shape.n, shape.d);
  for (double& value : centres.values()) value = offset + 10.0 * normal(random);
  for (std::int64_t i = 0; i < shape.n; ++i) {
    const auto of = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(clusters));
    for (std::int64_t j = 0; j < shape.d; ++j) {
      rows(i, j) = i % 7 == 6 ? rows(i - 1, j) : centres(of, j) + spread * normal(random);
    }
  }
  Data data;
  if (weighted) {
    for (std::int64_t i = 0; i < shape.n; ++i) data.weights.push_back(static_cast<double>(random() % 4) * 0.25);
  }
  if (shape.f64) {
    data.wide = rows;
    return data;
  }
  data.narrow = Matrix<float>(shape.n, shape.d);
  std::transform(rows.values().begin(), rows.values().end(), data.narrow.values().begin(),
                 [](double value) { return static_cast<float>(value); });
  return data;
}

/// Evenly spaced rows.
inline Matrix<double> some_rows(const Data& data, std::int64_t k, std::int64_t from = 0) {
  Matrix<double> rows(k, data.cols());
  for (std::int64_t c = 0; c < k; ++c) {
    for (std::int64_t j = 0; j < data.cols(); ++j) rows(c, j) = data.at((from + c * data.rows() / k) % data.rows(), j);
  }
  return rows;
}

/// One fit on every target beside one on the oracle: every call is made on all of them and compared.
class Beside {
 public:
  struct OnTarget {
    OnTarget(const cpu::Target& on, ThreadPool& threads, const Data& data, const Quantisation& quantisation)
        : target(on),
          points(threads, data.view(), on.kernels),
          state(points, data.weights, quantisation),
          labelled(points, data.weights, quantisation) {}

    cpu::Target target;
    cpu::CpuPoints points;
    cpu::CpuKMeansState state;
    cpu::CpuKMeansState labelled;  ///< of the same passes without the inertia, by margins
  };

  Beside(const Data& data, cpu::BoundSwitch::Policy policy, int threads = 1)
      : threads_(threads),
        n_(data.rows()),
        oracle_(make_oracle_device()),
        oracle_points_(oracle_->upload(threads_, data.view())),
        quantisation_(make_quantisation(oracle_->column_stats(threads_, *oracle_points_, data.weights),
                                        oracle_points_->scalar(), !data.weights.empty())),
        oracle_state_(oracle_->kmeans().begin_fit(threads_, *oracle_points_, data.weights, quantisation_)) {
    for (const cpu::Target& target : tried_targets()) {
      OnTarget& fit = fits_.emplace_back(target, threads_, data, quantisation_);
      fit.state.bound_switch.policy = fit.labelled.bound_switch.policy = policy;
    }
  }

  /// Returns the means, of clusters without weight the centroids given.
  Matrix<double> step(const Matrix<double>& centroids, RowRange rows) {
    ClusterSums wanted(centroids.rows(), centroids.cols());
    oracle_->kmeans().lloyd_step(threads_, *oracle_points_, *oracle_state_, centroids.view(), rows, wanted);
    std::vector<std::int32_t> labels(static_cast<std::size_t>(n_));
    oracle_->kmeans().labels(threads_, *oracle_points_, *oracle_state_, labels);
    for (OnTarget& fit : fits_) {
      SCOPED_TRACE(std::string(fit.target.name) + ", step " + std::to_string(steps_));
      ClusterSums got(centroids.rows(), centroids.cols());
      cpu::lloyd_step(fit.target.kernels, threads_, fit.points, fit.state, centroids.view(), rows, got);
      EXPECT_TRUE(std::ranges::equal(wanted.values(), got.values())) << "sums";
      EXPECT_TRUE(std::equal(labels.begin(), labels.end(), fit.state.labels.data())) << "labels";
      got = sums_without_inertia(fit, centroids, rows);
      got.inertia() = wanted.inertia();
      EXPECT_TRUE(std::ranges::equal(wanted.values(), got.values())) << "sums by margins";
      EXPECT_TRUE(std::equal(labels.begin(), labels.end(), fit.labelled.labels.data())) << "labels by margins";
    }
    ++steps_;
    return means_of(std::move(wanted), centroids);
  }
  Matrix<double> step(const Matrix<double>& centroids) { return step(centroids, {0, n_}); }

  Matrix<double> iterate(Matrix<double> centroids, int times) {
    for (int i = 0; i < times && !::testing::Test::HasFailure(); ++i) centroids = step(centroids);
    return centroids;
  }

  const std::deque<OnTarget>& fits() const { return fits_; }
  /// Pruned searches of a fit, as a share of those of all passes.
  double pruned(const OnTarget& fit) const {
    return fit.state.bound_switch.pruned() / static_cast<double>(n_ * steps_);
  }

 private:
  /// A label_step(), or what stands for it: for a part of the rows, and for points that it is not for.
  ClusterSums sums_without_inertia(OnTarget& fit, const Matrix<double>& centroids, RowRange rows) {
    ClusterSums got(centroids.rows(), centroids.cols());
    const bool all = rows.begin == 0 && rows.end == n_;
    if (all && cpu::has_label_step(fit.points)) {
      cpu::label_step(fit.target.kernels, threads_, fit.points, fit.labelled, centroids.view(), got);
    } else {
      cpu::lloyd_step(fit.target.kernels, threads_, fit.points, fit.labelled, centroids.view(), rows, got);
    }
    return got;
  }

  Matrix<double> means_of(ClusterSums sums, const Matrix<double>& centroids) const {
    Matrix<double> means = centroids;
    for (std::int64_t c = 0; c < means.rows(); ++c) {
      for (std::int64_t j = 0; sums.weight(c) > 0 && j < means.cols(); ++j) {
        means(c, j) = mean(sums.total(c, j), sums.weight(c), quantisation_.value_exponent[static_cast<std::size_t>(j)]);
      }
    }
    return means;
  }
  double mean(Int128 total, Int128 weight, int exponent) const {
    return oracle_points_->scalar() == Scalar::f64
               ? quantised_mean<double>(total, weight, exponent, quantisation_.weight_exponent)
               : static_cast<double>(quantised_mean<float>(total, weight, exponent, quantisation_.weight_exponent));
  }

  ThreadPool threads_;
  const std::int64_t n_;
  std::unique_ptr<Device> oracle_;
  std::unique_ptr<Points> oracle_points_;
  const Quantisation quantisation_;
  std::unique_ptr<KMeansState> oracle_state_;
  std::deque<OnTarget> fits_;
  int steps_ = 0;
};

}  // namespace shoal::test
