#include "data/csv/csv_parser.hpp"

#include <arrow/csv/parser.h>

#include <limits>

#include "data/input/arrow_pool.hpp"
#include "data/input/arrow_support.hpp"
#include "shoal/error.hpp"

namespace shoal::data {

struct ParsedRows::State {
  State(const CsvFormat& format, std::int32_t columns)
      : parser(counted_pool(), options(format), columns, 0, std::numeric_limits<std::int32_t>::max()) {}

  arrow::csv::ParseOptions options(const CsvFormat& format) {
    auto options = arrow::csv::ParseOptions::Defaults();
    options.delimiter = format.delimiter;
    options.newlines_in_values = true;
    options.invalid_row_handler = [this](const arrow::csv::InvalidRow& row) {
      wrong.push_back({row.number, row.actual_columns});
      return arrow::csv::InvalidRowResult::Skip;
    };
    return options;
  }

  std::vector<WrongWidth> wrong;
  arrow::csv::BlockParser parser;
};

ParsedRows::ParsedRows(std::string_view block, const CsvFormat& format, std::int32_t columns)
    : state_(std::make_unique<State>(format, columns)) {
  std::uint32_t parsed = 0;
  check_arrow(state_->parser.Parse(block, &parsed), "CSV");
  if (parsed != block.size()) throw Error(ErrorCode::internal, "the CSV tokenizer stopped before the end of a block");
}

ParsedRows::~ParsedRows() = default;

std::int32_t ParsedRows::rows() const { return state_->parser.num_rows(); }
std::int32_t ParsedRows::columns() const { return state_->parser.num_cols(); }
const std::vector<ParsedRows::WrongWidth>& ParsedRows::wrong_width() const { return state_->wrong; }

std::vector<std::int64_t> ParsedRows::numbers(const std::vector<std::int32_t>& rows) const {
  std::vector<std::int64_t> numbers;
  numbers.reserve(rows.size());
  auto left_out = state_->wrong.begin();
  std::int64_t before = 0;  // left-out rows before the current one
  for (const std::int32_t row : rows) {
    for (; left_out != state_->wrong.end() && left_out->number <= row + before; ++left_out) ++before;
    numbers.push_back(row + before);
  }
  return numbers;
}

std::vector<std::string_view> ParsedRows::column(std::int32_t column) const {
  std::vector<std::string_view> fields;
  fields.reserve(static_cast<std::size_t>(rows()));
  const auto keep = [&](const std::uint8_t* data, std::uint32_t size, bool, bool) {
    fields.emplace_back(reinterpret_cast<const char*>(data), size);
    return arrow::Status::OK();
  };
  check_arrow(state_->parser.VisitColumn(column, keep), "CSV");
  return fields;
}

std::vector<std::string> parse_fields(std::string_view row, const CsvFormat& format) {
  const ParsedRows parsed(std::string(row) + "\n", format, -1);
  std::vector<std::string> fields;
  for (std::int32_t column = 0; column < parsed.columns() && parsed.rows() > 0; ++column) {
    fields.emplace_back(parsed.column(column).front());
  }
  return fields;
}

}  // namespace shoal::data
