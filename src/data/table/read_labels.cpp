#include <cmath>
#include <limits>
#include <optional>

#include "data/input/customer_id.hpp"
#include "data/input/numbers.hpp"
#include "data/input/text_dictionary.hpp"
#include "data/table/table_readers.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal {
namespace {

constexpr std::int32_t k_noise = -1;

std::int32_t label_column(const data::TableFile& file, const std::string& name) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < file.columns().size(); ++i) {
    names.push_back(file.columns()[i].name);
    if (names.back() == name) return static_cast<std::int32_t>(i);
  }
  // A file of nothing but labels needs no name.
  if (names.size() == 1) return 0;
  const std::string nearest = nearest_word(name, names);
  throw Error(ErrorCode::data, "no column \"" + name + "\" in " + file.name(),
              nearest.empty() ? "name the column of the labels" : "did you mean \"" + nearest + "\"?", {},
              "columns: " + join(names, ", "));
}

/// A label as it stands, nothing for a text that is not a whole number. A missing one is noise.
std::optional<double> whole_label(std::string_view text) {
  if (data::is_missing(text)) return k_noise;
  const std::optional<double> number = data::parse_number(text);
  return number && std::isfinite(*number) && *number == std::trunc(*number) ? number : std::nullopt;
}

bool in_range(double label) { return label >= k_noise && label <= std::numeric_limits<std::int32_t>::max(); }

LabelTable numbered(const std::vector<std::string>& texts) {
  data::TextDictionary<data::TextViews> codes;
  LabelTable table;
  for (const std::string& text : texts) {
    const std::string_view name = data::customer_id(text);
    table.labels.push_back(data::is_missing(name) ? k_noise : codes.code(name));
    if (table.labels.back() == std::ssize(table.names)) table.names.emplace_back(name);
  }
  return table;
}

/// The column of the ids that a table of labels has beside them; -1 if there is none.
std::int32_t id_column(const data::TableFile& file, const std::string& id_name, std::int32_t label) {
  for (std::size_t i = 0; i < file.columns().size(); ++i) {
    const auto column = static_cast<std::int32_t>(i);
    if (!id_name.empty() && column != label && file.columns()[i].name == id_name) return column;
  }
  return data::usual_id_column(file, label);
}

/// Numbers as labels; nothing if one of them is none.
std::optional<std::vector<std::int32_t>> as_labels(const std::vector<double>& numbers) {
  std::vector<std::int32_t> labels;
  labels.reserve(numbers.size());
  for (const double number : numbers) {
    const double label = std::isnan(number) ? k_noise : number;
    if (!in_range(label) || label != std::trunc(label)) return std::nullopt;
    labels.push_back(static_cast<std::int32_t>(label));
  }
  return labels;
}

/// A table whose labels are nothing but whole numbers in range, in an eighth of the memory that their texts take; nothing
/// for any other.
std::optional<LabelTable> read_as_numbers(ThreadPool& threads, data::TableFile& file, std::int32_t column,
                                          std::int32_t ids) {
  data::ColumnChoice choice;
  choice.text = ids;
  choice.numbers = {column};
  try {
    data::ReadColumns read = file.read(threads, choice, true);
    auto labels = as_labels(std::get<Matrix<double>>(read.numbers).values());
    if (!labels || labels->empty()) return std::nullopt;
    return LabelTable{std::move(*labels), {}, {}, std::move(read.text)};
  } catch (const Error& error) {
    if (error.code() != ErrorCode::data) throw;
    return std::nullopt;
  }
}

/// Labels by their texts; `column` names them in errors.
LabelTable labels_of(const std::vector<std::string>& texts, const std::string& file, const std::string& column) {
  LabelTable table;
  for (const std::string& text : texts) {
    const std::optional<double> label = whole_label(text);
    if (!label) return numbered(texts);
    if (!in_range(*label)) {
      throw Error(ErrorCode::data, "the label " + text + " is not between -1 (noise) and 2,147,483,647",
                  "number the clusters from 0",
                  file + ", row " + grouped(std::ssize(table.labels) + 1) + ", column " + column);
    }
    table.labels.push_back(static_cast<std::int32_t>(*label));
  }
  return table;
}

LabelTable read_as_texts(ThreadPool& threads, data::TableFile& file, std::int32_t column, std::int32_t ids,
                         const std::string& name) {
  data::ColumnChoice choice;
  choice.text = ids;
  choice.second_text = column;
  data::ReadColumns read = file.read(threads, choice, true);
  if (read.second_text.empty()) throw Error(ErrorCode::data, "holds no labels", {}, file.name());
  LabelTable table = labels_of(read.second_text, file.name(), name);
  table.ids = std::move(read.text);
  return table;
}

}  // namespace

LabelTable read_label_table(ThreadPool& threads, const std::filesystem::path& path, const std::string& name,
                            const std::string& id_name, FirstLine first_line) {
  const FirstLine reading = unasked(first_line);
  auto file = data::open_table({path}, reading);
  const std::int32_t column = label_column(*file, name), ids = id_column(*file, id_name, column);
  std::optional<LabelTable> table;
  // A table is read once, and a pipe cannot be opened again.
  if (file->columns()[static_cast<std::size_t>(column)].numeric && std::filesystem::is_regular_file(path)) {
    table = read_as_numbers(threads, *file, column, ids);
    if (!table) file = data::open_table({path}, reading);
  }
  if (!table) table = read_as_texts(threads, *file, column, ids, name);
  if (ids >= 0) table->id_name = file->columns()[static_cast<std::size_t>(ids)].name;
  for (std::string& id : table->ids) id = data::customer_id(id);
  return std::move(*table);
}

std::vector<std::string> read_ids(ThreadPool& threads, const std::filesystem::path& path, const std::string& name,
                                  FirstLine first_line) {
  const auto file = data::open_table({path}, first_line);
  data::ColumnChoice choice;
  choice.text = label_column(*file, name);
  std::vector<std::string> ids = file->read(threads, choice, true).text;
  for (std::string& id : ids) id = data::customer_id(id);
  return ids;
}

std::vector<std::int32_t> read_labels(const std::filesystem::path& path, const std::string& name) {
  ThreadPool one(1);
  return read_label_table(one, path, name, {}).labels;
}

}  // namespace shoal
