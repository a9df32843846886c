#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "report/charts/charts.hpp"
#include "report/html.hpp"
#include "report/sections/sections.hpp"
#include "report/sections/tables.hpp"
#include "report/words.hpp"
#include "shoal/preparation.hpp"
#include "shoal/text.hpp"

namespace shoal::report {
namespace {

std::string cleaning(const RunRecord& record) {
  if (record.shop.cleaning.empty()) return {};
  std::string out = "<div class=\"grid\">\n" + waterfall_chart(record) + "<div>" + table_html(cleaning_table(record));
  if (record.input.rejected_rows > 0) {
    out += fmt::format("<p>{} could not be read and were left out before cleaning; they are in rejected.csv.</p>",
                       counted(record.input.rejected_rows, "line", "lines"));
  }
  return out + "</div></div>\n";
}

/// Whether the features were brought to one unit.
bool in_one_unit(const std::string& preparation) {
  return std::ranges::any_of(std::array{StepKind::standardise, StepKind::min_max, StepKind::robust},
                             [&](StepKind kind) { return names_step(preparation, kind); });
}

std::string prepared_sentences(const std::string& preparation) {
  if (preparation.empty() || preparation == "none") return {};
  std::string out =
      fmt::format("Before that the numbers were prepared (<code>{}</code>){}. ", escaped(preparation),
                  in_one_unit(preparation) ? ", so that no feature counts more than another only for its unit" : "");
  if (names_step(preparation, StepKind::log1p)) {
    out +=
        "The logarithm (<code>log1p</code>) draws very large values in: the step from 1 order to 2 counts as much as "
        "that from 9 to 14. ";
  }
  return out;
}

std::string reading(const RunRecord& record) {
  const Table table = reading_table(record);
  return table.rows.empty() ? std::string() : table_html(table);
}

std::string explanation(const RunRecord& record) {
  const std::vector<std::string>& clustered = record.features.clustered;
  if (clustered.empty()) return {};
  std::vector<std::string> names;
  for (const auto& name : clustered) names.push_back(feature_words(name));
  std::string out = fmt::format("<p>Customers were grouped by {}", escaped(enumerated(names)));
  if (!record.shop.as_of.empty()) out += fmt::format(", as of {}", escaped(date_words(record.shop.as_of)));
  out += ". " + prepared_sentences(record.features.preparation);
  const bool others = record.features.described.size() > clustered.size();
  return out + (others ? "The other features only describe the segments." : "") + "</p>\n";
}

}  // namespace

std::string preparation_section(const RunRecord& record) {
  std::string charts;
  for (const FeatureRecord& feature : record.features.described) {
    if (feature.clustered) charts += distribution_chart(feature);
  }
  std::string body = reading(record) + cleaning(record) + explanation(record);
  if (!charts.empty()) body += "<div class=\"grid thirds\">\n" + charts + "</div>\n";
  if (!record.features.described.empty()) body += table_html(features_table(record));
  return section("preparation", "From raw lines to features", body);
}

}  // namespace shoal::report
