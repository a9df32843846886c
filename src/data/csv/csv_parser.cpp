#include "data/csv/csv_parser.hpp"

#include <arrow/csv/parser.h>

#include <limits>

#include "data/input/arrow_pool.hpp"
#include "data/input/arrow_support.hpp"
#include "shoal/error.hpp"

namespace shoal::data {

struct ParsedRows::State {
  explicit State(const CsvLayout& rows)
      : layout(rows),
        parser(counted_pool(), options(rows.format), rows.fields, 0, std::numeric_limits<std::int32_t>::max()) {}

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

  const CsvLayout& layout;
  std::vector<WrongWidth> wrong;
  arrow::csv::BlockParser parser;
};

ParsedRows::ParsedRows(std::string_view block, const CsvLayout& layout) : state_(std::make_unique<State>(layout)) {
  std::uint32_t parsed = 0;
  check_arrow(state_->parser.Parse(block, &parsed), "CSV");
  if (parsed != block.size()) throw Error(ErrorCode::internal, "the CSV tokenizer stopped before the end of a block");
}

ParsedRows::~ParsedRows() = default;
ParsedRows::ParsedRows(ParsedRows&&) noexcept = default;

std::int32_t ParsedRows::rows() const { return state_->parser.num_rows(); }
std::int32_t ParsedRows::columns() const {
  const auto& fields = state_->layout.field_of;
  return fields.empty() ? state_->parser.num_cols() : static_cast<std::int32_t>(fields.size());
}
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
  const CsvLayout& layout = state_->layout;
  const auto at = static_cast<std::size_t>(column);
  const std::int32_t field = layout.field_of.empty() ? column : layout.field_of[at];
  if (field < 0) return std::vector<std::string_view>(static_cast<std::size_t>(rows()), layout.constants[at]);
  std::vector<std::string_view> fields;
  fields.reserve(static_cast<std::size_t>(rows()));
  const auto keep = [&](const std::uint8_t* data, std::uint32_t size, bool, bool) {
    fields.emplace_back(reinterpret_cast<const char*>(data), size);
    return arrow::Status::OK();
  };
  check_arrow(state_->parser.VisitColumn(field, keep), "CSV");
  return fields;
}

std::vector<std::string> parse_fields(std::string_view row, const CsvFormat& format) {
  const CsvLayout layout{format, -1, {}, {}, {}};
  const ParsedRows parsed(std::string(row) + "\n", layout);
  std::vector<std::string> fields;
  for (std::int32_t column = 0; column < parsed.columns() && parsed.rows() > 0; ++column) {
    fields.emplace_back(parsed.column(column).front());
  }
  return fields;
}

}  // namespace shoal::data
