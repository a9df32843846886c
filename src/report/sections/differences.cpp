#include "report/charts/charts.hpp"
#include "report/sections/sections.hpp"
#include "report/sections/tables.hpp"

namespace shoal::report {

std::string differences_section(const RunRecord& record) {
  std::string body;
  const std::string charts = heat_map_chart(record) + rf_map_chart(record) + scatter_chart(record);
  if (!charts.empty()) body += "<div class=\"grid\">\n" + charts + "</div>\n";
  if (!record.segments.empty() && !record.feature_names.empty()) {
    body +=
        "<p>A median is the customer in the middle: half of the segment lies below, half above. A few very large "
        "customers do not move it.</p>\n" +
        table_html(medians_table(record));
  }
  return section("differences", "How the segments differ", body);
}

}  // namespace shoal::report
