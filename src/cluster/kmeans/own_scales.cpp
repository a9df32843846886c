#include "cluster/kmeans/own_scales.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "cluster/kmeans/lloyd.hpp"
#include "cluster/kmeans/relocate.hpp"
#include "cluster/kmeans/rows.hpp"
#include "shoal/error.hpp"

namespace shoal::kmeans {
namespace {

/// The rows of each cluster that weigh something, ascending.
class Members {
 public:
  Members(const Problem& problem, std::span<const std::int32_t> labels, std::int64_t k)
      : ends_(static_cast<std::size_t>(k) + 1) {
    const auto counts = [&](std::size_t i) { return weight_of(problem, static_cast<std::int64_t>(i)) > 0.0; };
    for (std::size_t i = 0; i < labels.size(); ++i) {
      if (counts(i)) ++ends_[static_cast<std::size_t>(labels[i]) + 1];
    }
    std::partial_sum(ends_.begin(), ends_.end(), ends_.begin());
    rows_.resize(static_cast<std::size_t>(ends_.back()));
    auto next = ends_;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      if (!counts(i)) continue;
      rows_[static_cast<std::size_t>(next[static_cast<std::size_t>(labels[i])]++)] = static_cast<std::int64_t>(i);
    }
  }
  std::span<const std::int64_t> of(std::int64_t c) const {
    const auto begin = ends_[static_cast<std::size_t>(c)], end = ends_[static_cast<std::size_t>(c) + 1];
    return std::span(rows_).subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
  }

 private:
  std::vector<std::int64_t> ends_, rows_;
};

/// The mean of one cluster, its values and weights quantised by its own largest ones.
template <class T>
class OwnMean {
 public:
  OwnMean(const Problem& problem, MatrixView<const T> values, std::span<const std::int64_t> rows)
      : problem_(problem), values_(values), rows_(rows), d_(static_cast<std::size_t>(values.cols)) {}

  /// Into `centroid`; with unit_length its direction, where it has one.
  void make(bool unit_length, double* centroid) {
    find_box();
    add_rows();
    std::vector<double> mean(d_);
    for (std::size_t j = 0; j < d_; ++j) {
      const double value = quantised_mean<double>(totals_[j], weight_, exponents_[j], k_value_bits_f64);
      // The quotient of rounded numbers can leave the box; the mean of equal rows is the row.
      mean[j] = unit_length ? value : round_to(problem_.scalar, std::clamp(value, low_[j], high_[j]));
    }
    if (!unit_length || normalise(problem_.scalar, mean.data(), values_.cols)) std::ranges::copy(mean, centroid);
  }

 private:
  void find_box() {
    low_.assign(d_, std::numeric_limits<double>::infinity());
    high_.assign(d_, -std::numeric_limits<double>::infinity());
    double heaviest = 0.0;
    for (const std::int64_t row : rows_) {
      heaviest = std::max(heaviest, weight_of(problem_, row));
      for (std::size_t j = 0; j < d_; ++j) {
        const auto x = static_cast<double>(values_(row, static_cast<std::int64_t>(j)));
        low_[j] = std::min(low_[j], x);
        high_[j] = std::max(high_[j], x);
      }
    }
    std::frexp(heaviest, &heaviest_exponent_);
    for (std::size_t j = 0; j < d_; ++j) {
      exponents_.push_back(quantisation_exponent(std::max(-low_[j], high_[j]), k_value_bits_f64, 1022));
    }
  }

  void add_rows() {
    totals_.assign(d_, 0);
    for (const std::int64_t row : rows_) {
      const double weight = std::ldexp(weight_of(problem_, row), -heaviest_exponent_);  // at most 1
      weight_ += quantise(weight, power_of_two(k_value_bits_f64));
      for (std::size_t j = 0; j < d_; ++j) {
        const double value = weight * static_cast<double>(values_(row, static_cast<std::int64_t>(j)));
        totals_[j] += quantise(value, power_of_two(exponents_[j]));
      }
    }
  }

  const Problem& problem_;
  MatrixView<const T> values_;
  std::span<const std::int64_t> rows_;
  std::size_t d_;
  std::vector<double> low_, high_;
  std::vector<int> exponents_;
  std::vector<Int128> totals_;
  Int128 weight_ = 0;
  int heaviest_exponent_ = 0;
};

void move_to_own_means(const Context& context, const Problem& problem, const Members& members, bool unit_length,
                       Matrix<double>& centroids) {
  context.threads.run(centroids.rows(), [&](std::int64_t c, int) {
    const auto rows = members.of(c);
    if (rows.empty()) return;
    std::visit([&](const auto& host) { OwnMean(problem, host, rows).make(unit_length, centroids.row(c)); },
               problem.points.host());
  });
}

Inertia inertia_of(const Problem& problem, std::span<const double> sq_distance) {
  Inertia inertia{0, own_sq_exponent(problem, sq_distance)};
  const double scale = power_of_two(inertia.exponent);
  for (std::size_t i = 0; i < sq_distance.size(); ++i) {
    inertia.sum += quantise_sq(sq_distance[i], weight_of(problem, static_cast<std::int64_t>(i)), scale);
  }
  return inertia;
}

std::vector<std::int64_t> without_members(const Members& members, std::int64_t k) {
  std::vector<std::int64_t> vacant;
  for (std::int64_t c = 0; c < k; ++c) {
    if (members.of(c).empty()) vacant.push_back(c);
  }
  return vacant;
}

bool lies_on(const Points& points, std::int64_t row, const double* centroid) {
  return std::visit(
      [&](const auto& host) {
        return std::equal(host.row(row), host.row(row) + host.cols, centroid,
                          [](auto x, double c) { return static_cast<double>(x) == c; });
      },
      points.host());
}

/// Refuses squared distances so small that they lost digits in the chain, but for those of rows on their centroids.
void refuse_vanished(const Problem& problem, const Nearest& nearest, const Matrix<double>& centroids) {
  const double largest = std::ranges::max(nearest.sq_distance);
  if (largest >= static_cast<double>(problem.points.cols()) * std::ldexp(least_of_chain(problem.points), 20)) return;
  for (std::int64_t i = 0; i < problem.points.rows(); ++i) {
    if (lies_on(problem.points, i, centroids.row(nearest.labels[static_cast<std::size_t>(i)]))) continue;
    const bool single = in_float_chain(problem.points);
    throw Error(ErrorCode::data,
                std::string("the rows lie too close together for their squared distances to be told from 0 in ") +
                    (single ? "single" : "double") + " precision",
                single ? "standardise the columns, or use double precision (--dtype float64)"
                       : "standardise the columns, or scale them up");
  }
}

}  // namespace

int own_sq_exponent(const Problem& problem, std::span<const double> sq_distance) {
  double largest = 0.0;
  for (std::size_t i = 0; i < sq_distance.size(); ++i) {
    largest = std::max(largest, sq_distance[i] * weight_of(problem, static_cast<std::int64_t>(i)));
  }
  problem.rows.ranks().max({&largest, 1});
  return quantisation_exponent(largest, k_sq_bits, 1022);
}

Start lloyd_at_own_scales(const Context& context, const StartTask& task, Matrix<double> centroids) {
  require_alone(context.ranks, "a fit of clusters that are points beside the width of the data");
  const Problem& problem = *task.problem;
  LloydRun run = lloyd_run(task, std::move(centroids));
  run.traced = false;
  const std::int64_t k = run.centroids.rows();
  Start start;
  std::vector<std::int64_t> vacant, fresh;
  Nearest nearest;
  do {
    context.cancellation.check();
    nearest = nearest_centroids(context, problem.points, run.centroids.view());
    const Members members(problem, nearest.labels, k);
    start.inertia = inertia_of(problem, nearest.sq_distance);
    start.inertia_trace.push_back(start.inertia.value());
    vacant = without_members(members, k);
    fresh = vacant.empty() ? vacant : farthest_rows(problem, nearest, k, start.inertia.exponent, std::ssize(vacant));
    Matrix<double> means = run.centroids;
    move_to_own_means(context, problem, members, run.unit_length, means);
    start.centroids = run.centroids;
    advance_to(run, std::move(means), {std::span(vacant).first(fresh.size()), problem.rows.gather(fresh).view()});
  } while (run.end == LloydEnd::running);
  refuse_vanished(problem, nearest, start.centroids);
  start.sizes.resize(static_cast<std::size_t>(k));
  for (const std::int32_t label : nearest.labels) ++start.sizes[static_cast<std::size_t>(label)];
  start.iterations = run.iterations;
  start.converged = run.end == LloydEnd::converged;
  start.unfilled = !fresh.empty();
  drop_clusters(vacant, start.centroids, start.sizes);
  return start;
}

}  // namespace shoal::kmeans
