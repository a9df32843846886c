#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/charts/charts.hpp"
#include "report/html.hpp"
#include "report/palette.hpp"
#include "report/record_view.hpp"
#include "report/sections/sections.hpp"
#include "report/sections/tables.hpp"
#include "report/words.hpp"
#include "shoal/text.hpp"

namespace shoal::report {
namespace {

constexpr double k_clear = 0.4;  ///< standard deviations from which a difference is put into words

/// "Above average: orders, different products. Below average: days since the last order."
std::string profile_words(const ChartData& charts, const std::vector<double>& profile) {
  std::vector<std::size_t> order;
  for (std::size_t j = 0; j < std::min(profile.size(), charts.profile_features.size()); ++j) {
    if (std::abs(profile[j]) >= k_clear) order.push_back(j);
  }
  std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t j) { return std::abs(profile[j]); });
  std::vector<std::string> above, below;
  for (const std::size_t j : order)
    (profile[j] > 0 ? above : below).push_back(feature_words(charts.profile_features[j]));
  if (order.empty()) return "Close to the average of all customers in everything.";
  std::string text;
  if (!above.empty()) text += "Above average: " + enumerated(above) + ". ";
  if (!below.empty()) text += "Below average: " + enumerated(below) + ".";
  return text;
}

std::string in_words(const RunRecord& record) {
  std::string out;
  for (std::size_t c = 0; c < record.charts.profile.size(); ++c) {
    const auto segment = static_cast<std::int64_t>(c);
    out += fmt::format("<li class=\"{0}\"><b class=\"badge\">{1}</b><div><b>{2}</b><br>{3}</div></li>\n",
                       segment_class(segment), number_of(segment), escaped(segment_name(record, segment)),
                       escaped(profile_words(record.charts, record.charts.profile[c])));
  }
  return "<div>\n<h3>The same in words</h3>\n<ul class=\"words\">\n" + out + "</ul>\n</div>\n";
}

std::string row(const std::string& charts) {
  return charts.empty() ? charts : "<div class=\"grid\">\n" + charts + "</div>\n";
}

}  // namespace

std::string differences_section(const RunRecord& record) {
  const std::string heat_map = heat_map_chart(record);
  std::string body = row(heat_map.empty() ? heat_map : heat_map + in_words(record));
  body += row(rf_map_chart(record) + scatter_chart(record));
  if (!record.shop.segments.empty() && !record.shop.feature_names.empty()) {
    body += table_html(medians_table(record)) +
            "<p class=\"fine\">A median is the customer in the middle: half of the segment lies at or below, half at "
            "or above. A "
            "few very "
            "large customers do not move it.</p>\n";
  }
  return section("differences", "How the segments differ", body);
}

}  // namespace shoal::report
