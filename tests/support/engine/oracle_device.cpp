#include "oracle_device.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "oracle_arithmetic.hpp"
#include "shoal/error.hpp"

namespace shoal::test {
namespace {

constexpr double k_infinity = std::numeric_limits<double>::infinity();

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

double value(const Points& x, std::int64_t i, std::int64_t j) {
  return std::visit([&](const auto& view) { return static_cast<double>(view(i, j)); }, x.host());
}

double distance(const Points& x, std::int64_t i, const double* centroid) {
  return std::visit([&](const auto& view) { return oracle_sq_distance(view.row(i), centroid, view.cols); }, x.host());
}

struct OracleState : KMeansState {
  std::vector<double> weights;
  Quantisation quantisation;
  std::vector<std::int32_t> labels;
  std::vector<double> sq;

  double weight(std::int64_t i) const { return weights.empty() ? 1.0 : weights[at(i)]; }
  Int128 mass(std::int64_t i, double sq_of_row) const {
    return oracle_quantised_sq(sq_of_row, weight(i), quantisation.sq_exponent);
  }
};

/// The two nearest centroids; of equal ones the lowest index is the nearest.
struct Nearest {
  std::int32_t label = 0;
  double sq = k_infinity;
  double second = k_infinity;
};

Nearest nearest(const Points& x, std::int64_t i, MatrixView<const double> centroids) {
  std::vector<double> sq;
  for (std::int64_t c = 0; c < centroids.rows; ++c) sq.push_back(distance(x, i, centroids.row(c)));
  Nearest result;
  const auto first = std::min_element(sq.begin(), sq.end());
  result.label = static_cast<std::int32_t>(first - sq.begin());
  result.sq = *first;
  sq.erase(first);
  if (!sq.empty()) result.second = *std::min_element(sq.begin(), sq.end());
  return result;
}

class OracleKMeans : public KMeansPasses {
 public:
  std::unique_ptr<KMeansState> begin_fit(ThreadPool&, const Points& x, std::span<const double> weights,
                                         const Quantisation& quantisation) override {
    auto state = std::make_unique<OracleState>();
    state->weights.assign(weights.begin(), weights.end());
    state->quantisation = quantisation;
    state->labels.assign(at(x.rows()), -1);
    state->sq.assign(at(x.rows()), k_infinity);
    return state;
  }

 protected:
  void do_lloyd_step(ThreadPool&, const Points& x, KMeansState& fit, MatrixView<const double> centroids, RowRange rows,
                     ClusterSums& sums) override {
    auto& state = dynamic_cast<OracleState&>(fit);
    const Quantisation& q = state.quantisation;
    for (std::int64_t i = rows.begin; i < rows.end; ++i) {
      const Nearest row = nearest(x, i, centroids);
      if (row.label != state.labels[at(i)]) sums.changed() += 1;
      state.labels[at(i)] = row.label;
      for (std::int64_t j = 0; j < x.cols(); ++j) {
        sums.total(row.label, j) += oracle_round_scaled(state.weight(i) * value(x, i, j), q.value_exponent[at(j)]);
      }
      sums.weight(row.label) += oracle_round_scaled(state.weight(i), q.weight_exponent);
      sums.count(row.label) += 1;
      sums.inertia() += state.mass(i, row.sq);
    }
  }

  void do_labels(KMeansState& fit, std::span<std::int32_t> out) override {
    const auto& state = dynamic_cast<const OracleState&>(fit);
    std::copy(state.labels.begin(), state.labels.end(), out.begin());
  }

  void do_min_update(ThreadPool&, const Points& x, KMeansState& fit, MatrixView<const double> chosen,
                     MatrixView<const double> candidates, std::span<Int128> masses) override {
    auto& state = dynamic_cast<OracleState&>(fit);
    for (Int128& mass : masses) mass = 0;
    for (std::int64_t i = 0; i < x.rows(); ++i) {
      double& sq = state.sq[at(i)];
      for (std::int64_t c = 0; c < chosen.rows; ++c) sq = std::min(sq, distance(x, i, chosen.row(c)));
      for (std::int64_t c = 0; c < candidates.rows; ++c) {
        masses[at(c)] += state.mass(i, std::min(sq, distance(x, i, candidates.row(c))));
      }
      if (candidates.rows == 0) masses[0] += state.mass(i, sq);
    }
  }

  void do_rows_at_mass(ThreadPool&, const Points& x, KMeansState& fit, std::span<const Int128> targets,
                       std::span<std::int64_t> out) override {
    const auto& state = dynamic_cast<const OracleState&>(fit);
    for (std::size_t t = 0; t < targets.size(); ++t) {
      Int128 sum = 0;
      for (std::int64_t i = 0; i < x.rows() && sum <= targets[t]; ++i) {
        sum += state.mass(i, state.sq[at(i)]);
        out[t] = i;
      }
    }
  }
};

class OracleLabels : public LabelPasses {
 protected:
  void do_label_sums(ThreadPool&, const Points& x, std::span<const std::int32_t> labels,
                     const Quantisation& quantisation, ClusterSums& sums) override {
    for (std::int64_t i = 0; i < x.rows(); ++i) {
      const std::int32_t c = labels[at(i)];
      if (c < 0) continue;
      for (std::int64_t j = 0; j < x.cols(); ++j) {
        sums.total(c, j) += oracle_round_scaled(value(x, i, j), quantisation.value_exponent[at(j)]);
      }
      sums.weight(c) += 1;
      sums.count(c) += 1;
    }
  }

  void do_label_spreads(ThreadPool&, const Points& x, std::span<const std::int32_t> labels, const ScaledMeans& means,
                        std::span<double> sq, std::span<double> lengths) override {
    std::vector<long double> sums(sq.size()), roots(sq.size());
    for (std::int64_t i = 0; i < x.rows(); ++i) {
      const std::int32_t c = labels[at(i)];
      if (c < 0) continue;
      long double sum = 0;
      for (std::int64_t j = 0; j < x.cols(); ++j) {
        const long double own = static_cast<long double>(value(x, i, j)) * means.scale;
        const long double difference = (own - means.whole(c, j)) - means.rest(c, j);
        sum += difference * difference;
      }
      sums[at(c)] += sum;
      roots[at(c)] += std::sqrt(sum);
    }
    std::copy(sums.begin(), sums.end(), sq.begin());
    std::copy(roots.begin(), roots.end(), lengths.begin());
  }

  void do_silhouette_sums(ThreadPool&, const Points& x, std::span<const std::int32_t> labels, std::int64_t k,
                          std::span<double> mean_own, std::span<double> mean_nearest) override {
    const std::int64_t n = x.rows();
    for (std::int64_t i = 0; i < n; ++i) {
      mean_own[at(i)] = mean_nearest[at(i)] = 0;
      if (labels[at(i)] < 0) continue;
      // long double: squares of doubles near either end of their range neither overflow nor vanish.
      std::vector<long double> sum(at(k)), count(at(k));
      for (std::int64_t other = 0; other < n; ++other) {
        if (other == i || labels[at(other)] < 0) continue;
        sum[at(labels[at(other)])] += plain_distance(x, i, other);
        count[at(labels[at(other)])] += 1;
      }
      long double least = k_infinity;
      for (std::int64_t c = 0; c < k; ++c) {
        if (count[at(c)] == 0) continue;
        const long double mean = sum[at(c)] / count[at(c)];
        if (c == labels[at(i)]) mean_own[at(i)] = static_cast<double>(mean);
        if (c != labels[at(i)]) least = std::min(least, mean);
      }
      if (least < k_infinity) mean_nearest[at(i)] = static_cast<double>(least);
    }
  }

 private:
  static long double plain_distance(const Points& x, std::int64_t a, std::int64_t b) {
    long double sum = 0;
    for (std::int64_t j = 0; j < x.cols(); ++j) {
      const long double difference = static_cast<long double>(value(x, a, j)) - value(x, b, j);
      sum += difference * difference;
    }
    return std::sqrt(sum);
  }
};

class OracleNeighbours : public NeighbourPasses {
 protected:
  void do_range_count(ThreadPool&, const Points& x, double eps, RowRange rows,
                      std::span<std::int64_t> counts) override {
    for (std::int64_t i = rows.begin; i < rows.end; ++i) {
      counts[at(i - rows.begin)] = 0;
      for (std::int64_t j = 0; j < x.rows(); ++j) {
        std::vector<double> other;
        for (std::int64_t c = 0; c < x.cols(); ++c) other.push_back(value(x, j, c));
        if (distance(x, i, other.data()) <= eps * eps) ++counts[at(i - rows.begin)];
      }
    }
  }
};

class OracleDevice : public Device {
 public:
  DeviceInfo info() const override { return {"oracle", "plain scalar code on one thread", true, ""}; }

  std::unique_ptr<Points> upload(ThreadPool&, HostView host) override {
    auto points = std::make_unique<Points>(host);
    for (std::int64_t i = 0; i < points->rows(); ++i) {
      for (std::int64_t j = 0; j < points->cols(); ++j) {
        if (std::isfinite(value(*points, i, j))) continue;
        throw Error(ErrorCode::data, "a value is not finite", "",
                    "row " + std::to_string(i + 1) + ", column " + std::to_string(j + 1));
      }
    }
    return points;
  }

  KMeansPasses& kmeans() override { return kmeans_; }
  LabelPasses& labels() override { return labels_; }
  NeighbourPasses& neighbours() override { return neighbours_; }

 protected:
  ColumnStats do_column_stats(ThreadPool&, const Points& x, std::span<const double> weights) override {
    ColumnStats stats;
    const std::size_t d = at(x.cols());
    stats.min.assign(d, k_infinity);
    stats.max.assign(d, -k_infinity);
    stats.weighted_abs_max.assign(d, 0.0);
    if (!weights.empty()) stats.max_weight = *std::max_element(weights.begin(), weights.end());
    for (std::int64_t i = 0; i < x.rows(); ++i) {
      const double weight = weights.empty() ? 1.0 : weights[at(i)];
      for (std::size_t j = 0; j < d; ++j) {
        const double v = value(x, i, static_cast<std::int64_t>(j));
        stats.min[j] = std::min(stats.min[j], v);
        stats.max[j] = std::max(stats.max[j], v);
        stats.weighted_abs_max[j] = std::max(stats.weighted_abs_max[j], std::fabs(weight * v));
      }
    }
    return stats;
  }

  void do_assign(ThreadPool&, const Points& x, MatrixView<const double> centroids, RowRange rows,
                 const Assignment& out) override {
    for (std::int64_t i = rows.begin; i < rows.end; ++i) {
      const Nearest row = nearest(x, i, centroids);
      const std::size_t place = at(i - rows.begin);
      if (!out.labels.empty()) out.labels[place] = row.label;
      if (!out.sq_distance.empty()) out.sq_distance[place] = row.sq;
      if (!out.sq_second.empty()) out.sq_second[place] = row.second;
    }
  }

 private:
  OracleKMeans kmeans_;
  OracleLabels labels_;
  OracleNeighbours neighbours_;
};

}  // namespace

std::unique_ptr<Device> make_oracle_device() { return std::make_unique<OracleDevice>(); }

}  // namespace shoal::test
