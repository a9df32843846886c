// Customers and centroids on the first two principal components.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "report/charts/charts.hpp"
#include "report/palette.hpp"
#include "report/record_view.hpp"
#include "report/scale.hpp"
#include "report/words.hpp"
#include "shoal/text.hpp"

namespace shoal::report {
namespace {

constexpr double k_scatter_left = 36, k_scatter_right = 392, k_scatter_top = 30, k_scatter_bottom = 318;

/// One path for each segment: a dot is a line of no length with round ends, a fifth of the bytes of a circle. It is drawn
/// twice, dark and a little larger below, so that pale dots have an edge.
void draw_points(Drawing& drawing, const ChartData& charts, const Scale& x, const Scale& y) {
  std::map<std::int32_t, std::string> dots;
  for (std::size_t i = 0; i < charts.pc1.size(); ++i) {
    dots[std::max(charts.pc_segment[i], -1)] +=
        fmt::format("M{} {}h0", coordinate(x(charts.pc1[i])), coordinate(y(charts.pc2[i])));
  }
  for (const auto& [segment, d] : dots) {
    const std::string id = fmt::format("dots{}", segment < 0 ? std::string("x") : fmt::format("{}", segment));
    drawing.open(fmt::format("class=\"dots\" data-seg=\"{}\"", segment));
    drawing.path(d, fmt::format("id=\"{}\"", id));
    drawing.again(id, fmt::format("class=\"{}\"", segment_class(segment)));
    drawing.close();
  }
}

struct Range {
  double low = 0.0, high = 0.0;
};

/// Of points and centroids, with a little room at both ends.
Range range_of(const std::vector<double>& points, const std::vector<double>& centroids) {
  Range range{std::numeric_limits<double>::max(), std::numeric_limits<double>::lowest()};
  for (const auto* values : {&points, &centroids}) {
    for (const double value : *values) {
      if (!std::isfinite(value)) continue;
      range.low = std::min(range.low, value);
      range.high = std::max(range.high, value);
    }
  }
  if (range.low > range.high) return {0.0, 1.0};
  const double room = std::max(0.03 * (range.high / 2 - range.low / 2), 1e-9 + 1e-9 * std::abs(range.high));
  return {range.low - room, range.high + room};
}

/// Whether all customers are drawn.
std::string dots_sentence(const RunRecord& record) {
  const auto drawn = std::ssize(record.charts.pc1);
  const std::int64_t all = record.shop.customers;
  if (all <= drawn) return "Each dot is a customer.";
  return fmt::format("Each dot is one of {} of the {} customers, taken at even steps through the list.", grouped(drawn),
                     grouped(all));
}

}  // namespace

std::string scatter_chart(const RunRecord& record) {
  const ChartData& charts = record.charts;
  if (charts.pc1.empty() || charts.pc2.size() != charts.pc1.size() || charts.pc_segment.size() != charts.pc1.size() ||
      charts.centroid_pc1.size() != charts.centroid_pc2.size()) {
    return {};
  }
  const Range along = range_of(charts.pc1, charts.centroid_pc1), up = range_of(charts.pc2, charts.centroid_pc2);
  const Scale x(along.low, along.high, k_scatter_left, k_scatter_right),
      y(up.low, up.high, k_scatter_bottom, k_scatter_top);
  Drawing drawing(400, 360);
  draw_x_axis(drawing, inner_ticks(along.low, along.high), x, k_scatter_top, k_scatter_bottom,
              fmt::format("First component: {} of all differences", percent(charts.pc1_share)));
  draw_y_axis(drawing, inner_ticks(up.low, up.high), y, k_scatter_left, k_scatter_right,
              fmt::format("Second component: {}", percent(charts.pc2_share)));
  draw_points(drawing, charts, x, y);
  for (std::size_t c = 0; c < charts.centroid_pc1.size(); ++c) {
    drawing.open(fmt::format("data-seg=\"{}\"", c));
    drawing.circle(x(charts.centroid_pc1[c]), y(charts.centroid_pc2[c]), 12, "class=\"centre\"");
    draw_badge(drawing, x(charts.centroid_pc1[c]), y(charts.centroid_pc2[c]), static_cast<std::int64_t>(c));
    drawing.close();
  }
  const std::string told = fmt::format(
      "A scatter of {} on two axes that together show {} of the differences between them, coloured by segment, with "
      "the "
      "centre of each of the {} segments marked by its number.",
      counted(std::ssize(charts.pc1), "customer", "customers"), percent(charts.pc1_share + charts.pc2_share),
      charts.centroid_pc1.size());
  return figure_html(
      {"How near the segments lie to each other", "", drawing.svg(told),
       segment_key(record) + "<p>" + dots_sentence(record) +
           " Each badge is the centre of a segment. The two axes are the blends of the clustered features along which "
           "customers differ most; the nearer two dots, the more alike they mostly are. Units are those of the "
           "prepared "
           "features.</p>"});
}

}  // namespace shoal::report
