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

std::vector<std::int32_t> numbered(const std::vector<std::string>& texts) {
  data::TextDictionary<data::TextViews> names;
  std::vector<std::int32_t> labels;
  for (const std::string& text : texts) {
    const std::string_view name = data::customer_id(text);
    labels.push_back(data::is_missing(name) ? k_noise : names.code(name));
  }
  return labels;
}

/// The labels of a column of nothing but whole numbers in range, in an eighth of the memory that their texts take; nothing
/// for any other.
std::optional<std::vector<std::int32_t>> read_as_numbers(data::TableFile& file, std::int32_t column) {
  ThreadPool one(1);
  data::ColumnChoice choice;
  choice.numbers = {column};
  std::vector<std::int32_t> labels;
  try {
    const Matrix<double> numbers = file.read(one, choice, true).numbers;
    for (const double number : numbers.values()) {
      const double label = std::isnan(number) ? k_noise : number;
      if (!in_range(label) || label != std::trunc(label)) return std::nullopt;
      labels.push_back(static_cast<std::int32_t>(label));
    }
  } catch (const Error&) {
    return std::nullopt;
  }
  return labels;
}

}  // namespace

std::vector<std::int32_t> read_labels(const std::filesystem::path& path, const std::string& name) {
  auto file = data::open_table(path);
  data::ColumnChoice choice;
  choice.text = label_column(*file, name);
  // A table is read once, and a pipe cannot be opened again.
  if (file->columns()[static_cast<std::size_t>(choice.text)].numeric && std::filesystem::is_regular_file(path)) {
    auto labels = read_as_numbers(*file, choice.text);
    if (labels && !labels->empty()) return std::move(*labels);
    file = data::open_table(path);
  }
  ThreadPool one(1);
  const std::vector<std::string> texts = file->read(one, choice, true).text;
  if (texts.empty()) throw Error(ErrorCode::data, "holds no labels", {}, file->name());
  std::vector<std::int32_t> labels;
  for (const std::string& text : texts) {
    const std::optional<double> label = whole_label(text);
    if (!label) return numbered(texts);
    if (!in_range(*label)) {
      throw Error(ErrorCode::data, "the label " + text + " is not between -1 (noise) and 2,147,483,647",
                  "number the clusters from 0",
                  file->name() + ", row " + grouped(static_cast<std::int64_t>(labels.size()) + 1) + ", column " + name);
    }
    labels.push_back(static_cast<std::int32_t>(*label));
  }
  return labels;
}

}  // namespace shoal
