// Silhouette widths per segment, the classic plot (Rousseeuw 1987).
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "report/charts/charts.hpp"
#include "report/html.hpp"
#include "report/palette.hpp"
#include "report/record_view.hpp"
#include "report/scale.hpp"
#include "report/words.hpp"

namespace shoal::report {
namespace {

constexpr double k_silhouette_left = 34, k_silhouette_right = 384, k_silhouette_top = 24, k_gap = 8,
                 k_smallest_band = 16, k_bands = 260;

/// The mean over all customers of the segment; the curves show a few of them. NaN where the record has none.
double mean_width(const RunRecord& record, std::size_t c) {
  const auto& means = record.result.clustering.cluster_silhouettes;
  return c < means.size() ? means[c] : std::numeric_limits<double>::quiet_NaN();
}

/// Heights in proportion to the segments' sizes, none too low to be seen.
std::vector<double> band_heights(const RunRecord& record) {
  std::vector<double> heights;
  for (std::size_t c = 0; c < record.charts.silhouette_widths.size(); ++c) {
    const auto at = std::ranges::find(record.shop.segments, static_cast<std::int32_t>(c), &Segment::segment);
    const double share = at == record.shop.segments.end() || !(at->share_of_customers >= 0)
                             ? 0.0
                             : std::min(at->share_of_customers, 1.0);
    heights.push_back(std::max(k_smallest_band, share * k_bands));
  }
  return heights;
}

void draw_band(Drawing& drawing, const std::vector<double>& widths, const Scale& x, double top, double height,
               std::size_t c) {
  std::vector<std::pair<double, double>> outline = {{x(0.0), top}};
  for (std::size_t i = 0; i < widths.size(); ++i) {
    const double share = (static_cast<double>(i) + 0.5) / static_cast<double>(widths.size());
    outline.emplace_back(x(widths[i]), top + share * height);
  }
  outline.emplace_back(x(0.0), top + height);
  drawing.path(polyline(outline) + "Z",
               fmt::format("class=\"fill {}\" data-seg=\"{}\"", segment_class(static_cast<std::int64_t>(c)), c));
  draw_badge(drawing, 14, top + height / 2, static_cast<std::int64_t>(c));
}

}  // namespace

std::string silhouette_plot(const RunRecord& record) {
  const auto& widths = record.charts.silhouette_widths;
  if (widths.size() < 2) return {};
  double lowest = 0.0;
  for (const auto& strip : widths) {
    for (const double width : strip) lowest = std::min(lowest, width);
  }
  lowest = std::max(lowest, -1.0) - 0.02;
  const Scale x(lowest, 1.0, k_silhouette_left, k_silhouette_right);
  const auto heights = band_heights(record);
  double bottom = k_silhouette_top;
  for (const double height : heights) bottom += height + k_gap;
  Drawing drawing(400, bottom + 40);
  draw_x_axis(drawing, inner_ticks(lowest, 1.0), x, k_silhouette_top, bottom, "Silhouette width of each customer");
  std::string told;
  double top = k_silhouette_top;
  for (std::size_t c = 0; c < widths.size(); ++c) {
    draw_band(drawing, widths[c], x, top, heights[c], c);
    const std::string name = segment_name(record, static_cast<std::int64_t>(c));
    const double mean = mean_width(record, c);
    if (std::isfinite(mean)) {
      drawing.text(k_silhouette_right - 4, top + heights[c] / 2 + 4, fmt::format("{:.2f}", mean),
                   "class=\"b end halo\"");
      told += fmt::format(" {}: mean {:.2f}.", name, mean);
    }
    top += heights[c] + k_gap;
  }
  drawing.line(x(0.0), k_silhouette_top, x(0.0), bottom, "class=\"axis\"");
  drawing.text(k_silhouette_right - 4, 14, "mean", "class=\"m end\"");
  return figure_html(
      {"How well each customer fits the segment", "",
       drawing.svg("One shape for each segment, its customers sorted from the best fitting to the worst." + told),
       segment_key(record) +
           "<p>Wide to the right is a good fit. A tail to the left of 0 are customers who lie nearer to "
           "another segment.</p>"});
}

}  // namespace shoal::report
