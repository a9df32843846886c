// Profile heat map: segments against features, in standard deviations from the average customer.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/charts/charts.hpp"
#include "report/html.hpp"
#include "report/palette.hpp"
#include "report/record_view.hpp"
#include "report/words.hpp"

namespace shoal::report {
namespace {

constexpr double k_heat_left = 172, k_heat_right = 398, k_heat_top = 28, k_row = 27;
constexpr double k_full_colour = 1.5;  ///< deviations at which a cell has its full colour

bool has_profile(const ChartData& charts) {
  if (charts.profile.empty() || charts.profile_features.empty()) return false;
  for (const auto& row : charts.profile) {
    if (row.size() != charts.profile_features.size()) return false;
  }
  return true;
}

/// "+1.2" where there is room, else only the sign of what is clearly above or below.
std::string cell_text(double value, double cell_width) {
  if (!std::isfinite(value)) return "–";
  const std::string sign = value < 0 ? "−" : "+";
  if (cell_width < 30) return std::abs(value) < 0.5 ? "" : sign;
  const std::string size = fmt::format("{:.1f}", std::min(std::abs(value), 99.9));
  return size == "0.0" ? "0" : sign + size;
}

}  // namespace

std::string heat_map_chart(const RunRecord& record) {
  const ChartData& charts = record.charts;
  if (!has_profile(charts)) return {};
  const auto k = static_cast<double>(charts.profile.size());
  const double cell = (k_heat_right - k_heat_left) / k;
  Drawing drawing(400, k_heat_top + k_row * static_cast<double>(charts.profile_features.size()));
  std::string told;
  for (std::size_t c = 0; c < charts.profile.size(); ++c) {
    if (cell >= 12)
      draw_badge(drawing, k_heat_left + (static_cast<double>(c) + 0.5) * cell, 13, static_cast<std::int64_t>(c),
                 std::min(10.0, cell / 2 - 0.5));
    std::size_t most = 0;
    for (std::size_t j = 0; j < charts.profile_features.size(); ++j) {
      const double value = charts.profile[c][j];
      if (!(std::abs(value) <= std::abs(charts.profile[c][most])) && std::isfinite(value)) most = j;
      const std::string feature = feature_words(charts.profile_features[j]);
      const std::string colour = diverging(std::isfinite(value) ? value / k_full_colour : 0.0);
      const double x = k_heat_left + static_cast<double>(c) * cell, y = k_heat_top + static_cast<double>(j) * k_row;
      drawing.rect(x + 1, y + 1, cell - 2, k_row - 2, fmt::format("fill=\"{}\"", colour),
                   fmt::format("{}, {}: {}", segment_name(record, static_cast<std::int64_t>(c)), feature,
                               std::isfinite(value) ? fmt::format("{:+.2f}", value) : "nobody has it"));
      drawing.text(x + cell / 2, y + 18, cell_text(value, cell),
                   ink_on(colour) == "#000000" ? "class=\"mid k\"" : "class=\"mid w\"");
    }
    told += fmt::format(" {} differs most in {} ({:+.1f}).", segment_name(record, static_cast<std::int64_t>(c)),
                        feature_words(charts.profile_features[most]), charts.profile[c][most]);
  }
  for (std::size_t j = 0; j < charts.profile_features.size(); ++j) {
    drawing.text(k_heat_left - 7, k_heat_top + static_cast<double>(j) * k_row + 18,
                 capitalised(shortened(feature_words(charts.profile_features[j]), 26)), "class=\"end\"");
  }
  return figure_html(
      {"What each segment has more or less of", "",
       drawing.svg("A table of coloured cells, a row for each feature and a column for each segment." + told),
       "<p>Each cell compares the segment’s average with that of all customers. Blue and + is more, "
       "brown and − is less; the unit is one standard deviation, the usual spread between customers. Amounts and "
       "counts are compared by their logarithm, so that giants do not hide everyone else.</p>"});
}

}  // namespace shoal::report
