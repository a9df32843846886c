#include "data/input/input_kind.hpp"
#include "data/table/table_writers.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal {
namespace data {

std::int64_t column_rows(const OutputColumn& column) {
  return std::visit([](const auto& values) { return static_cast<std::int64_t>(values.size()); }, column.values);
}

}  // namespace data

void write_table(const std::filesystem::path& path, const std::vector<OutputColumn>& columns,
                 const WriteTableOptions& options) {
  if (path == "-") return data::write_csv_to_standard_output(columns, options);
  OutputFile file(path, options.cancellation);
  write_table(file, columns, options.texts);
  file.commit();
}

void write_table(OutputFile& file, const std::vector<OutputColumn>& columns, CsvTexts texts) {
  for (const OutputColumn& column : columns) {
    if (data::column_rows(column) == data::column_rows(columns.front())) continue;
    throw Error(ErrorCode::internal, "the column " + column.name + " has " + grouped(data::column_rows(column)) +
                                         " rows, " + columns.front().name + " has " +
                                         grouped(data::column_rows(columns.front())));
  }
  switch (data::named_kind(file.path())) {
    case data::InputKind::parquet:
      return data::write_parquet(file, columns);
    case data::InputKind::npy:
      return data::write_npy(file, columns);
    case data::InputKind::zip:
    case data::InputKind::csv:
      return data::write_csv(file, columns, texts);
  }
}

}  // namespace shoal
