#include "select/valley.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "shoal/random.hpp"
#include "shoal/rows.hpp"

namespace shoal::select {
namespace {

// Positions on the line: 0 at one centroid, 1 at the other. Bins reach a quarter beyond both.
constexpr int k_bins_per_unit = 20, k_bins = 30, k_band = 4;
constexpr double k_line_begin = -0.25;
// Bands whose middle lies between a quarter and three quarters of the way.
constexpr std::size_t k_bands = k_bins - k_band + 1, k_first_between = 8, k_last_between = 18;
// Values nearer than this share of the column's range are equal but for rounding.
constexpr double k_equal_share = 1e-5;

using Counts = std::array<std::int64_t, k_bins>;

std::vector<std::int64_t> sampled_rows(const Context& context, const Points& points) {
  const std::int64_t by_size = std::max(k_least_sampled, k_most_values / std::max<std::int64_t>(1, points.cols()));
  const std::int64_t n = points.rows(), m = std::min({n, k_most_sampled, by_size});
  std::vector<std::int64_t> rows(static_cast<std::size_t>(m));
  for (std::int64_t i = 0; i < m; ++i) {
    const std::int64_t begin = i * n / m, end = (i + 1) * n / m;
    const auto stretch = static_cast<std::uint64_t>(end - begin);
    rows[static_cast<std::size_t>(i)] =
        begin +
        static_cast<std::int64_t>(random_below(stretch, context.seed, Purpose::sample, static_cast<std::uint64_t>(i)));
  }
  return rows;
}

/// Moves every value of the column by up to half the distance from its own value to the nearest other one.
void spread_ties(const Context& context, Matrix<double>& values, std::int64_t column,
                 const std::vector<std::int64_t>& rows) {
  std::vector<std::int64_t> order(rows.size());
  std::iota(order.begin(), order.end(), 0);
  const auto value = [&](std::size_t rank) { return values(order[rank], column); };
  std::ranges::sort(order, {}, [&](std::int64_t i) { return std::pair(values(i, column), i); });
  const double equal = k_equal_share * (value(order.size() - 1) - value(0));
  std::vector<std::size_t> begins;  // of runs of equal values
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (begins.empty() || value(i) - value(begins.back()) > equal) begins.push_back(i);
  }
  if (begins.size() < 2) return;
  std::vector<double> firsts;
  for (const std::size_t begin : begins) firsts.push_back(value(begin));
  begins.push_back(order.size());
  for (std::size_t run = 0; run + 1 < begins.size(); ++run) {
    double nearest = run > 0 ? firsts[run] - firsts[run - 1] : firsts[run + 1] - firsts[run];
    if (run + 1 < firsts.size()) nearest = std::min(nearest, firsts[run + 1] - firsts[run]);
    for (std::size_t i = begins[run]; i < begins[run + 1]; ++i) {
      const auto row = static_cast<std::uint64_t>(rows[static_cast<std::size_t>(order[i])]);
      const double draw = random_unit(context.seed, Purpose::sample, row, static_cast<std::uint32_t>(column) + 1);
      values(order[i], column) += nearest * (draw - 0.5);
    }
  }
}

/// The sampled rows of each cluster.
std::vector<std::vector<std::int64_t>> members(const DensitySample& sample, std::span<const std::int32_t> labels,
                                               std::int64_t k) {
  std::vector<std::vector<std::int64_t>> out(static_cast<std::size_t>(k));
  for (std::size_t i = 0; i < sample.rows.size(); ++i) {
    const std::int32_t label = labels[static_cast<std::size_t>(sample.rows[i])];
    if (label >= 0) out[static_cast<std::size_t>(label)].push_back(static_cast<std::int64_t>(i));
  }
  return out;
}

/// Counts the rows along the line from `origin` by `way`, whose squared length is `sq_way`.
void count_along(const Matrix<double>& values, const std::vector<std::int64_t>& rows, const double* origin,
                 const std::vector<double>& way, double sq_way, Counts& counts) {
  for (const std::int64_t row : rows) {
    double dot = 0.0;
    for (std::size_t j = 0; j < way.size(); ++j) dot += (values.row(row)[j] - origin[j]) * way[j];
    const double bin = (dot / sq_way - k_line_begin) * k_bins_per_unit;
    if (bin >= 0.0 && bin < k_bins) ++counts[static_cast<std::size_t>(bin)];
  }
}

Valley deepest(const Counts& counts) {
  std::array<std::int64_t, k_bands> band{}, left{}, right{};
  for (std::size_t i = 0; i < k_bands; ++i) {
    band[i] = std::accumulate(counts.begin() + i, counts.begin() + i + k_band, std::int64_t{0});
  }
  std::partial_sum(band.begin(), band.end(), left.begin(), [](auto a, auto b) { return std::max(a, b); });
  std::partial_sum(band.rbegin(), band.rend(), right.rbegin(), [](auto a, auto b) { return std::max(a, b); });
  Valley best;
  for (std::size_t i = k_first_between; i <= k_last_between; ++i) {
    const auto peak = static_cast<double>(std::min(left[i], right[i])), low = static_cast<double>(band[i]);
    const double contrast = (peak - low) / std::sqrt(peak + low + 1.0);
    if (contrast > best.contrast) best = {1.0 - low / peak, contrast};
  }
  return best;
}

}  // namespace

DensitySample draw_density_sample(const Context& context, const Points& points) {
  DensitySample sample;
  sample.rows = sampled_rows(context, points);
  sample.values = Rows(points, context.ranks).gather(sample.rows);
  for (std::int64_t column = 0; column < points.cols(); ++column) {
    spread_ties(context, sample.values, column, sample.rows);
  }
  return sample;
}

Valley least_valley(const DensitySample& sample, std::span<const std::int32_t> labels,
                    MatrixView<const double> centroids) {
  const auto rows = members(sample, labels, centroids.rows);
  std::optional<Valley> least;
  std::vector<double> way(static_cast<std::size_t>(centroids.cols));
  for (std::int64_t a = 0; a < centroids.rows; ++a) {
    for (std::int64_t b = a + 1; b < centroids.rows; ++b) {
      double sq_way = 0.0;
      for (std::size_t j = 0; j < way.size(); ++j) {
        way[j] = centroids.row(b)[j] - centroids.row(a)[j];
        sq_way += way[j] * way[j];
      }
      Counts counts{};
      for (const std::int64_t cluster : {a, b}) {
        count_along(sample.values, rows[static_cast<std::size_t>(cluster)], centroids.row(a), way, sq_way, counts);
      }
      const Valley valley = deepest(counts);
      if (!least || valley.contrast < least->contrast) least = valley;
    }
  }
  return least.value_or(Valley{});
}

}  // namespace shoal::select
