#include <unistd.h>

#include <cerrno>
#include <functional>
#include <string>
#include <string_view>

#include "base/file_errors.hpp"
#include "data/input/csv_text.hpp"
#include "data/table/table_writers.hpp"
#include "shoal/files.hpp"

namespace shoal::data {
namespace {

constexpr std::size_t k_buffer = std::size_t{1} << 20;

void write_standard_output(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) detail::throw_file_error("write", "standard output", errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void append_value(std::string& out, const OutputColumn& column, std::size_t row, CsvTexts how) {
  if (const auto* texts = std::get_if<std::vector<std::string>>(&column.values)) {
    append_text(out, (*texts)[row], how);
  } else if (const auto* whole = std::get_if<std::vector<std::int64_t>>(&column.values)) {
    append_number(out, (*whole)[row]);
  } else {
    append_number(out, std::get<std::vector<double>>(column.values)[row]);
  }
}

/// The whole table as text, handed to `write` in pieces.
void compose(const std::vector<OutputColumn>& columns, CsvTexts texts,
             const std::function<void(std::string_view)>& write) {
  std::string text;
  for (const OutputColumn& column : columns) {
    if (&column != &columns.front()) text += ',';
    append_text(text, column.name, texts);
  }
  text += '\n';
  const auto rows = static_cast<std::size_t>(columns.empty() ? 0 : column_rows(columns.front()));
  for (std::size_t row = 0; row < rows; ++row) {
    const std::size_t begin = text.size();
    for (const OutputColumn& column : columns) {
      if (&column != &columns.front()) text += ',';
      append_value(text, column, row, texts);
    }
    // An empty line would be read as none.
    if (text.size() == begin) text += "\"\"";
    text += '\n';
    if (text.size() < k_buffer) continue;
    write(text);
    text.clear();
  }
  write(text);
}

}  // namespace

void write_csv(OutputFile& file, const std::vector<OutputColumn>& columns, CsvTexts texts) {
  compose(columns, texts, [&](std::string_view bytes) { file.write(bytes); });
}

void write_csv_to_standard_output(const std::vector<OutputColumn>& columns, const WriteTableOptions& options) {
  compose(columns, options.texts, [&](std::string_view bytes) {
    if (options.cancellation != nullptr) options.cancellation->check();
    write_standard_output(bytes);
  });
}

}  // namespace shoal::data
