#include "cli/print.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "shoal/text.hpp"

namespace shoal::cli {

namespace {

constexpr auto k_left = TextTable::Align::left, k_right = TextTable::Align::right;
constexpr auto k_roomy = TextTable::Keep::if_there_is_room;

std::string decimals(const std::optional<double>& value, int places) {
  return value && std::isfinite(*value) ? fmt::format("{:.{}f}", *value, places) : "-";
}

/// Whole from a thousand on, else with the digits that tell neighbours apart.
std::string amount(double value) {
  const double size = std::abs(value);
  return grouped(value, size >= 1000.0 ? 0 : size >= 10.0 ? 1 : 3);
}

/// A number of a server's to three places; anything else as it is.
std::string rounded(const std::string& text) {
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? decimals(value, 3) : text;
}

std::string median_of(const RunRecord& record, const Segment& segment, const std::string& feature) {
  const auto at = std::ranges::find(record.shop.feature_names, feature);
  if (at == record.shop.feature_names.end()) return "-";
  return grouped(segment.medians[static_cast<std::size_t>(at - record.shop.feature_names.begin())], 0);
}

}  // namespace

TextTable sweep_table(const RunRecord& record) {
  std::vector<TextTable::Column> columns;
  for (const std::string& parameter : record.trials.parameters) columns.push_back({parameter});
  for (const char* measure : {"inertia", "silhouette", "stability", "valley", "smallest"}) {
    columns.push_back({measure, k_right, k_roomy});
  }
  columns.push_back({"", k_left});
  TextTable table(columns);
  const Trial* chosen = chosen_trial(record.trials);
  for (const Trial& trial : record.trials.list) {
    const auto measure = [&](const char* name) { return value_of(trial.measures, name); };
    const auto inertia = measure("inertia");
    const auto smallest = whole_of(trial.measures, "smallest");
    std::vector<std::string> cells;
    for (const std::string& parameter : record.trials.parameters) cells.push_back(text_of(trial.parameters, parameter));
    cells.push_back(inertia ? amount(*inertia) : "-");
    cells.push_back(decimals(measure("silhouette"), 3));
    cells.push_back(decimals(measure("stability"), 2));
    cells.push_back(decimals(measure("valley"), 2));
    cells.push_back(smallest ? grouped(*smallest) : "-");
    cells.push_back(&trial == chosen ? "← chosen" : "");
    table.add(std::move(cells));
  }
  return table;
}

std::string choice_sentence(const RunRecord& record) {
  if (!record.trials.chosen) return {};
  return fmt::format("k = {}. {}", record.trials.chosen->k, join(record.trials.chosen->reasons, " "));
}

TextTable segment_table(const RunRecord& record) {
  TextTable table({{"#"},
                   {"segment", k_left},
                   {"customers"},
                   {"revenue"},
                   {"recency", k_right, k_roomy},
                   {"orders", k_right, k_roomy},
                   {"spend", k_right, k_roomy}});
  for (const Segment& segment : record.shop.segments) {
    table.add({std::to_string(number_of(segment.segment)), segment.name, grouped(segment.size),
               fmt::format("{:.0f} %", 100.0 * segment.share_of_revenue), median_of(record, segment, "recency_days"),
               median_of(record, segment, "frequency"), median_of(record, segment, "total_spend")});
  }
  const std::int64_t noise = record.result.clustering.noise;
  if (noise > 0) table.add({"", "(in no segment)", grouped(noise), "", "", "", ""});
  return table;
}

TextTable devices_table(const std::vector<DeviceInfo>& devices) {
  TextTable table({{"device", k_left}, {"what", k_left, k_roomy}, {"state", k_left}});
  for (const DeviceInfo& device : devices) {
    table.add({device.name, device.description, device.ready ? "ready" : "none: " + device.reason});
  }
  return table;
}

TextTable registry_table(const std::vector<ModelVersion>& versions) {
  TextTable table({{"model", k_left},
                   {"version"},
                   {"aliases", k_left},
                   {"made", k_left},
                   {"silhouette", k_right, k_roomy},
                   {"run", k_left, k_roomy}});
  for (const ModelVersion& version : versions) {
    const auto silhouette = version.tags.find("metric.silhouette");
    const std::string shown = silhouette == version.tags.end() ? "-" : rounded(silhouette->second);
    std::string made = iso_time(version.created / 1000);
    std::ranges::replace(made, 'T', ' ');
    table.add({version.name, version.version, join(version.aliases, ", "), made, shown, version.run_id});
  }
  return table;
}

std::string stage_times(const RunRecord& record) {
  std::vector<std::string> parts;
  for (const Stage& stage : record.run.timings) {
    if (stage.seconds >= 0.01 * record.run.seconds)
      parts.push_back(fmt::format("{} {:.2f} s", stage.name, stage.seconds));
  }
  return join(parts, ", ");
}

std::string done_sentence(const RunRecord& record, double seconds) {
  return fmt::format("Done in {}, peak {}.", human_seconds(seconds), human_bytes(record.run.peak_memory_bytes));
}

}  // namespace shoal::cli
