#include <fmt/format.h>

#include "report/charts/charts.hpp"
#include "report/html.hpp"
#include "report/sections/sections.hpp"
#include "report/sections/tables.hpp"
#include "report/words.hpp"

namespace shoal::report {

std::string choice_section(const RunRecord& record) {
  std::string body;
  if (record.chosen && !record.chosen->reasons.empty()) {
    body += "<ol class=\"reasons\">\n" + list_items(record.chosen->reasons) + "</ol>\n";
  }
  const std::string charts = inertia_chart(record) + silhouette_by_k_chart(record) + stability_by_k_chart(record);
  if (!charts.empty()) body += "<div class=\"grid thirds\">\n" + charts + "</div>\n";
  if (!record.charts.neighbours.empty()) {
    body += "<h3>One fewer, one more</h3>\n<ul>\n" + list_items(record.charts.neighbours) + "</ul>\n";
  }
  if (!record.sweep.empty()) body += table_html(sweep_table(record));
  const std::string count = record.chosen ? number_word(record.chosen->k) : std::string();
  const std::string heading = count.empty() ? "How many segments" : fmt::format("Why {} segments", count);
  return section("choice", record.chosen && record.chosen->k == 1 ? "Why one segment" : heading, body);
}

}  // namespace shoal::report
