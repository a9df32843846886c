#include <fmt/format.h>

#include "report/charts/charts.hpp"
#include "report/html.hpp"
#include "report/sections/sections.hpp"
#include "report/sections/tables.hpp"
#include "report/words.hpp"

namespace shoal::report {

namespace {

/// What one segment fewer or more would give: a sentence and a small table each.
std::string neighbours(const RunRecord& record) {
  if (record.charts.neighbours.empty()) return {};
  std::string out = "<h3>One fewer, one more</h3>\n<ul>\n" + list_items(record.charts.neighbours) + "</ul>\n";
  if (record.shop.alternatives.empty()) return out;
  out += "<div class=\"grid\">\n";
  for (const Alternative& alternative : record.shop.alternatives)
    out += "<div>" + table_html(alternative_table(alternative)) + "</div>\n";
  return out + "</div>\n";
}

}  // namespace

std::string choice_section(const RunRecord& record) {
  std::string body;
  if (record.trials.chosen && !record.trials.chosen->reasons.empty()) {
    body += "<ul class=\"reasons\">\n" + list_items(record.trials.chosen->reasons) + "</ul>\n";
  }
  const std::string charts = inertia_chart(record) + silhouette_by_k_chart(record) + stability_by_k_chart(record);
  if (!charts.empty()) body += "<div class=\"grid thirds\">\n" + charts + "</div>\n";
  body += neighbours(record);
  if (!record.trials.list.empty()) body += table_html(sweep_table(record));
  if (!record.trials.chosen) return section("choice", "How many segments", body);
  const std::int64_t k = record.trials.chosen->k;
  return section("choice", fmt::format("Why {} {}", number_word(k), k == 1 ? "segment" : "segments"), body);
}

}  // namespace shoal::report
