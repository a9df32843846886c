#include "shoal/label_passes.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <vector>

#include "device/spread.hpp"
#include "shoal/one_answer.hpp"

namespace shoal {

void LabelPasses::silhouette_sums(ThreadPool& threads, const Points& x, std::span<const std::int32_t> labels,
                                  std::int64_t k, std::span<double> mean_own, std::span<double> mean_nearest) {
  dispatch(threads, x, "the silhouettes", [&](LabelPasses& passes, const Points& points) {
    passes.do_silhouette_sums(threads, points, labels, k, mean_own, mean_nearest);
  });
}

void LabelPasses::label_sums(ThreadPool& threads, const Points& x, std::span<const std::int32_t> labels,
                             const Quantisation& quantisation, ClusterSums& sums) {
  dispatch(threads, x, "the sums of clusters", [&](LabelPasses& passes, const Points& points) {
    passes.do_label_sums(threads, points, labels, quantisation, sums);
  });
}

void LabelPasses::label_spreads(ThreadPool& threads, const Points& x, std::span<const std::int32_t> labels,
                                const ScaledMeans& means, std::span<double> sq, std::span<double> lengths) {
  dispatch(threads, x, "the spreads of clusters", [&](LabelPasses& passes, const Points& points) {
    passes.do_label_spreads(threads, points, labels, means, sq, lengths);
  });
}

// The definitions.

namespace {

/// Calls body(row, label) for each row that is not left out.
template <class View, class Body>
void for_labelled(const View& view, std::span<const std::int32_t> labels, const Body& body) {
  for (std::int64_t i = 0; i < view.rows; ++i) {
    const std::int32_t label = labels[static_cast<std::size_t>(i)];
    if (label >= 0) body(view.row(i), label);
  }
}

template <class T>
double distance(const T* a, const T* b, std::int64_t d) {
  double sq = 0.0;
  for (std::int64_t j = 0; j < d; ++j) {
    const double t = static_cast<double>(a[j]) - static_cast<double>(b[j]);
    sq += t * t;
  }
  return std::sqrt(sq);
}

/// The mean distances of row i to the clusters: to the others of its own, and the smallest to another.
template <class View>
std::pair<double, double> mean_distances(const View& view, std::span<const std::int32_t> labels, std::int64_t k,
                                         std::int64_t i) {
  const std::int32_t own = labels[static_cast<std::size_t>(i)];
  if (own < 0) return {0.0, 0.0};
  std::vector<double> sums(static_cast<std::size_t>(k)), counts(static_cast<std::size_t>(k));
  for_labelled(view, labels, [&](const auto* row, std::int32_t label) {
    if (row == view.row(i)) return;
    sums[static_cast<std::size_t>(label)] += distance(view.row(i), row, view.cols);
    counts[static_cast<std::size_t>(label)] += 1.0;
  });
  double within = 0.0, nearest = std::numeric_limits<double>::infinity();
  for (std::size_t c = 0; c < sums.size(); ++c) {
    if (counts[c] == 0.0) continue;
    const double mean = sums[c] / counts[c];
    if (static_cast<std::int32_t>(c) == own) {
      within = mean;
    } else {
      nearest = std::min(nearest, mean);
    }
  }
  return {within, std::isinf(nearest) ? 0.0 : nearest};
}

}  // namespace

void LabelPasses::do_silhouette_sums(ThreadPool& threads, const Points& x, std::span<const std::int32_t> labels,
                                     std::int64_t k, std::span<double> mean_own, std::span<double> mean_nearest) {
  by_definition("the silhouettes");
  std::visit(
      [&](const auto& view) {
        threads.run(view.rows, [&](std::int64_t i, int) {
          const auto place = static_cast<std::size_t>(i);
          std::tie(mean_own[place], mean_nearest[place]) = mean_distances(view, labels, k, i);
        });
      },
      x.host());
}

void LabelPasses::do_label_sums(ThreadPool& threads, const Points& x, std::span<const std::int32_t> labels,
                                const Quantisation& quantisation, ClusterSums& sums) {
  by_definition("the sums of clusters");
  threads.check();
  std::visit(
      [&](const auto& view) {
        for_labelled(view, labels, [&](const auto* row, std::int32_t c) {
          for (std::int64_t j = 0; j < view.cols; ++j) {
            sums.total(c, j) += quantise(static_cast<double>(row[j]),
                                         power_of_two(quantisation.value_exponent[static_cast<std::size_t>(j)]));
          }
          sums.weight(c) += 1;
          sums.count(c) += 1;
        });
      },
      x.host());
}

void LabelPasses::do_label_spreads(ThreadPool& threads, const Points& x, std::span<const std::int32_t> labels,
                                   const ScaledMeans& means, std::span<double> sq, std::span<double> lengths) {
  by_definition("the spreads of clusters");
  threads.check();
  std::vector<unsigned> largest(sq.size());
  std::vector<Int128> squares(sq.size()), roots(sq.size());
  const auto scale_of = [&](std::size_t c) { return detail::spread_scale(largest[c]); };
  std::visit(
      [&](const auto& view) {
        const auto spread = [&](const auto* row, std::int32_t c) {
          return detail::sq_spread(row, 1, means.whole.row(c), means.rest.row(c), view.cols, means.scale);
        };
        for_labelled(view, labels, [&](const auto* row, std::int32_t c) {
          unsigned& bits = largest[static_cast<std::size_t>(c)];
          bits = std::max(bits, detail::exponent_bits(std::bit_cast<std::uint64_t>(spread(row, c))));
        });
        for_labelled(view, labels, [&](const auto* row, std::int32_t label) {
          const auto c = static_cast<std::size_t>(label);
          const double value = spread(row, label);
          squares[c] += quantise(value, power_of_two(scale_of(c).sq_exponent));
          roots[c] += quantise(std::sqrt(value), power_of_two(scale_of(c).length_exponent));
        });
      },
      x.host());
  for (std::size_t c = 0; c < sq.size(); ++c) {
    sq[c] = std::ldexp(to_double(squares[c]), -scale_of(c).sq_exponent);
    lengths[c] = std::ldexp(to_double(roots[c]), -scale_of(c).length_exponent);
  }
}

}  // namespace shoal
