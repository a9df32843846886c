// A feature before and after preparation.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "report/charts/charts.hpp"
#include "report/scale.hpp"
#include "report/words.hpp"

namespace shoal::report {
namespace {

constexpr double k_left = 54, k_right = 328, k_panel = 150;

/// The fullest bin, or 0 when edges and counts are no histogram.
std::int64_t fullest(const std::vector<double>& edges, const std::vector<std::int64_t>& counts) {
  if (counts.empty() || edges.size() != counts.size() + 1) return 0;
  return std::max<std::int64_t>(0, std::ranges::max(counts));
}

/// Whether nearly all customers are in the first tenth of the bars.
bool is_stretched(const std::vector<std::int64_t>& counts) {
  constexpr double k_nearly_all = 0.95;
  const auto tenth = static_cast<std::ptrdiff_t>((counts.size() + 9) / 10);
  const auto all = std::accumulate(counts.begin(), counts.end(), 0.0);
  return std::accumulate(counts.begin(), counts.begin() + tenth, 0.0) >= k_nearly_all * all;
}

void draw_panel(Drawing& drawing, double top, const std::vector<double>& edges, const std::vector<std::int64_t>& counts,
                std::string_view title, std::string_view css) {
  const double bottom = top + k_panel - 62;
  const Ticks y_ticks = nice_ticks(0.0, static_cast<double>(fullest(edges, counts)), true);
  const Scale x(edges.front(), edges.back(), k_left, k_right), y(0.0, y_ticks.high(), bottom, top);
  draw_y_axis(drawing, y_ticks, y, k_left, k_right, "Customers");
  for (std::size_t b = 0; b < counts.size(); ++b) {
    const double at = x(edges[b]), height = bottom - y(static_cast<double>(counts[b]));
    drawing.rect(at, bottom - height, std::max(x(edges[b + 1]) - at - 0.5, 0.5), height,
                 fmt::format("class=\"{}\"", css), counted(counts[b], "customer", "customers"));
  }
  draw_x_axis(drawing, inner_ticks(edges.front(), edges.back()), x, bottom, bottom, title);
}

}  // namespace

std::string distribution_chart(const FeatureRecord& feature) {
  if (fullest(feature.raw_edges, feature.raw_counts) == 0) return {};
  const bool after = fullest(feature.prepared_edges, feature.prepared_counts) > 0;
  const std::string words = feature_words(feature.name), unit = feature_unit(feature.name);
  Drawing drawing(340, (after ? 2 : 1) * k_panel + (after ? 46 : 24));
  draw_panel(drawing, 30, feature.raw_edges, feature.raw_counts, "Before: " + words, "bar");
  if (after)
    draw_panel(drawing, k_panel + 52, feature.prepared_edges, feature.prepared_counts, "After preparation", "bar");
  const std::string told = fmt::format(
      "Histogram of {}. Half of the customers lie between {} and {}, the median is {}, the largest value {}.{}", words,
      feature_number(feature.name, feature.p25), feature_number(feature.name, feature.p75),
      feature_number(feature.name, feature.median), feature_number(feature.name, feature.max),
      after ? " Below it the same after preparation." : "");
  return figure_html({capitalised(words), "", drawing.svg(told),
                      is_stretched(feature.raw_counts)
                          ? "<p>Nearly all customers are in the first bars: a few giants stretch the axis.</p>"
                          : "",
                      "third"});
}

}  // namespace shoal::report
