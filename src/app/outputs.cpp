#include "app/outputs.hpp"

#include <string>
#include <utility>

#include "shoal/clustering.hpp"

namespace shoal::app {

namespace {

using Whole = std::vector<std::int64_t>;

std::vector<OutputColumn> rows_of(const std::vector<OutputColumn>& columns, const std::vector<std::int64_t>& rows) {
  std::vector<OutputColumn> chosen;
  for (const OutputColumn& column : columns) {
    const auto pick = [&](const auto& values) {
      std::decay_t<decltype(values)> picked;
      picked.reserve(rows.size());
      for (const std::int64_t row : rows) picked.push_back(values[static_cast<std::size_t>(row)]);
      return picked;
    };
    chosen.push_back({column.name,
                      std::visit([&](const auto& v) { return decltype(column.values)(pick(v)); }, column.values),
                      column.type});
  }
  return chosen;
}

}  // namespace

void write_segments_csv(const std::filesystem::path& path, const FeatureTable& table,
                        const std::vector<std::int32_t>& labels, const std::vector<Segment>& segments, bool with_small,
                        const WriteTableOptions& options) {
  std::vector<OutputColumn> columns = output_columns(table);
  Whole segment(labels.begin(), labels.end());
  std::vector<std::string> names;
  std::vector<std::int64_t> shown;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const bool in_segment = labels[i] != k_noise;
    const Segment* its = in_segment ? &segments[static_cast<std::size_t>(labels[i])] : nullptr;
    names.push_back(in_segment ? its->name : "");
    if (!in_segment || !its->small || with_small) shown.push_back(static_cast<std::int64_t>(i));
  }
  const auto after_id = columns.begin() + (table.ids.empty() ? 0 : 1);
  columns.insert(after_id, {{"segment", std::move(segment)}, {"segment_name", std::move(names)}});
  write_table(path, shown.size() == labels.size() ? columns : rows_of(columns, shown), options);
}

std::vector<OutputColumn> label_columns(const TableNames& rows, const std::vector<std::int32_t>& labels) {
  std::vector<OutputColumn> columns;
  if (!rows.ids.empty()) columns.push_back({rows.id_name, rows.ids, rows.id_type});
  columns.push_back({"label", Whole(labels.begin(), labels.end())});
  return columns;
}

void write_prediction(const std::filesystem::path& path, const FeatureTable& table,
                      const std::vector<std::string>& segment_names, Prediction prediction,
                      const WriteTableOptions& options) {
  std::vector<OutputColumn> columns;
  if (!table.ids.empty()) columns.push_back({table.id_name, table.ids, table.id_type});
  columns.push_back({"label", Whole(prediction.labels.begin(), prediction.labels.end())});
  if (!segment_names.empty()) {
    std::vector<std::string> names;
    for (const std::int32_t label : prediction.labels) {
      names.push_back(label == k_noise ? std::string() : segment_names.at(static_cast<std::size_t>(label)));
    }
    columns.push_back({"segment_name", std::move(names)});
  }
  columns.push_back({"distance", std::move(prediction.distance)});
  columns.push_back({"margin", std::move(prediction.margin)});
  write_table(path, columns, options);
}

}  // namespace shoal::app
