#include <fmt/format.h>

#include "report/charts/charts.hpp"
#include "report/html.hpp"
#include "report/record_view.hpp"
#include "report/sections/sections.hpp"
#include "report/sections/tables.hpp"
#include "report/words.hpp"
#include "shoal/text.hpp"

namespace shoal::report {
namespace {

std::string entry(const std::string& name, const std::string& value) {
  if (value.empty()) return {};
  return fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", escaped(name), escaped(value));
}

std::string facts(const RunRecord& record) {
  std::vector<std::string> versions;
  for (const auto& [name, version] : record.run.versions) versions.push_back(name + " " + version);
  std::string out = entry("Seed", fmt::format("{}", record.run.seed));
  out += entry("Device", record.run.device);
  out += entry("Versions", join(versions, ", "));
  out += entry("Started", record.run.started);
  if (record.run.seconds > 0) out += entry("Took", seconds_words(record.run.seconds));
  if (record.run.peak_memory_bytes > 0) out += entry("Peak memory", human_bytes(record.run.peak_memory_bytes));
  std::string input = input_name(record);
  if (record.input.file.rows > 0) input += ", " + counted(record.input.file.rows, "row", "rows");
  if (record.input.file.bytes > 0) input += ", " + counted(record.input.file.bytes, "byte", "bytes");
  out += entry("Input", input);
  out += entry("SHA-256 of the input", record.input.file.sha256);
  return "<dl class=\"facts\">\n" + out + "</dl>\n";
}

std::string options(const RunRecord& record) {
  if (record.run.options.empty()) return {};
  std::string out = "<details><summary>Every option, defaults included</summary>\n<dl class=\"facts\">\n";
  for (const auto& [name, value] : record.run.options) out += entry(name, value.empty() ? "–" : value);
  return out + "</dl></details>\n";
}

std::string downloads(const RunRecord& record) {
  std::string out;
  const auto add = [&out](const char* file, const Table& table) {
    if (!table.rows.empty()) out += fmt::format("<li>{}</li>\n", download_link(file, table_csv(table), table.caption));
  };
  add("segments-overview.csv", overview_table(record));
  if (!record.shop.feature_names.empty()) add("segments-medians.csv", medians_table(record));
  add("sweep.csv", sweep_table(record));
  add("cleaning.csv", cleaning_table(record));
  add("features.csv", features_table(record));
  return out.empty() ? std::string()
                     : "<h3>Take the tables with you (CSV)</h3>\n<ul class=\"downloads\">\n" + out + "</ul>\n";
}

}  // namespace

std::string again_section(const RunRecord& record) {
  std::string body = "<p>The same data, options and seed give the same segments, bit for bit, on any machine.</p>\n";
  if (!record.run.command_line.empty()) {
    body += fmt::format("<pre tabindex=\"0\" aria-label=\"Command\"><code>{}</code></pre>\n",
                        escaped(record.run.command_line));
  }
  body +=
      "<div class=\"grid\">\n<div>" + facts(record) + options(record) + "</div>\n" + timings_chart(record) + "</div>\n";
  return section("again", "How to do it again", body + downloads(record));
}

}  // namespace shoal::report
