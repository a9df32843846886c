#include "data/transactions/column_doubts.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "data/input/numbers.hpp"
#include "data/transactions/conditions.hpp"
#include "data/transactions/undone_words.hpp"
#include "data/transactions/word_lists.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal::data {
namespace {

constexpr auto k_false =
    std::to_array<std::string_view>({"", "0", "0.0", "0.00", "0,00", "false", "f", "no", "n", "nein", "non", "none",
                                     "null", "nan", "-", "na", "n/a", "\\n"});
constexpr auto k_currencies = std::to_array<std::string_view>(
    {"usd", "eur", "gbp", "jpy", "chf", "cad", "aud", "nzd", "cny", "rmb", "inr", "sek", "nok", "dkk", "pln", "czk",
     "huf", "ron", "bgn", "try", "brl", "mxn", "ars", "clp", "cop", "pen", "zar", "sgd", "hkd", "krw", "twd", "thb",
     "idr", "myr", "php", "vnd", "aed", "sar", "ils", "egp", "ngn", "kes", "uah", "rub", "isk", "hrk", "pkr", "bdt"});
constexpr auto k_currency_names = std::to_array<std::string_view>(
    {"currency", "curr", "währung", "waehrung", "devise", "moneda", "valuta", "waluta", "moeda", "monnaie", "ccy"});
constexpr std::size_t k_most_named = 8;  ///< values that a sentence names

std::string column_text(const OtherColumn& column) {
  return column.name.empty() ? "a column without a name" : "the column " + column.name;
}

std::string counted_values(const std::vector<ValueCount>& values, bool chosen) {
  std::vector<std::string> parts;
  for (const ValueCount& value : values) {
    if (parts.size() == k_most_named) {
      parts.emplace_back("...");
      break;
    }
    parts.push_back((value.value.empty() ? "nothing" : value.value) + " (" +
                    grouped(chosen ? value.chosen : value.lines) + ")");
  }
  return join(parts, ", ");
}

std::string drop_options(const OtherColumn& column, const std::vector<ValueCount>& values) {
  const bool filled =
      std::any_of(values.begin(), values.end(), [](const ValueCount& v) { return v.value == k_something; });
  if (filled) return condition_option({column.name, Comparison::equal, {}, false});
  std::vector<std::string> options;
  for (const ValueCount& value : values) {
    options.push_back(condition_option({column.name, Comparison::equal, value.value, true}));
  }
  return join(options, " ");
}

std::int64_t chosen_lines(const std::vector<ValueCount>& values) {
  std::int64_t sum = 0;
  for (const ValueCount& value : values) sum += value.chosen;
  return sum;
}

/// The values of a column that mark a line as no sale, or none of them where they mark all.
std::vector<ValueCount> undone_values(const OtherColumn& column) {
  std::vector<ValueCount> undone;
  for (const ValueCount& value : column.values) {
    if (value.chosen == 0) continue;
    if (column.mark ? !is_among(k_false, folded_words(value.value)) : says_undone(value.value)) undone.push_back(value);
  }
  return undone.size() < column.values.size() ? undone : std::vector<ValueCount>();
}

bool is_currency_column(const OtherColumn& column, const std::vector<ValueCount>& values) {
  const std::vector<std::string> words = words_of(column.name);
  const auto names = [&](std::string_view name) {
    return folded_name(column.name).ends_with(name) || is_among(words, name);
  };
  if (std::any_of(k_currency_names.begin(), k_currency_names.end(), names)) return true;
  return std::all_of(values.begin(), values.end(),
                     [](const ValueCount& value) { return is_among(k_currencies, folded_words(value.value)); });
}

void question_currencies(const OtherColumn& column, const std::string& file) {
  std::vector<ValueCount> values;
  for (const ValueCount& value : column.values) {
    if (value.chosen > 0 && !is_among(k_false, folded_words(value.value))) values.push_back(value);
  }
  const auto same = [&](const ValueCount& value) {
    return folded_words(value.value) == folded_words(values.front().value);
  };
  if (values.size() < 2 || std::all_of(values.begin(), values.end(), same) || !is_currency_column(column, values))
    return;
  const auto most = std::max_element(values.begin(), values.end(),
                                     [](const ValueCount& a, const ValueCount& b) { return a.chosen < b.chosen; });
  const std::string one = condition_option({column.name, Comparison::equal, most->value, false});
  throw Error(ErrorCode::data, "the lines are in several currencies, which have no sum",
              "take one of them: " + one + "; if all amounts are in one currency: --ignore " + shell_word(column.name),
              file + ", column " + column.name, "lines: " + counted_values(values, true));
}

void doubt_status(const OtherColumn& column, std::vector<const OtherColumn*>& columns,
                  std::vector<std::string>& sentences, std::vector<std::string>& options, std::int64_t& count) {
  const std::vector<ValueCount> undone = undone_values(column);
  if (undone.empty()) return;
  columns.push_back(&column);
  sentences.push_back(grouped(chosen_lines(undone)) + " in " + column_text(column) + ": " +
                      counted_values(undone, true));
  options.push_back(drop_options(column, undone));
  count = std::max(count, chosen_lines(undone));
}

const OtherColumn* find_column(const std::vector<OtherColumn>& columns, std::int32_t number) {
  const auto at =
      std::find_if(columns.begin(), columns.end(), [&](const OtherColumn& c) { return c.number == number; });
  return at == columns.end() ? nullptr : &*at;
}

std::string names_of(const std::vector<OtherColumn>& columns) {
  std::vector<std::string> names;
  for (const OtherColumn& column : columns) names.push_back(shown_column(column.name, column.number));
  return join(names, ", ");
}

std::string ignore_options(const std::vector<OtherColumn>& columns) {
  std::vector<std::string> options;
  for (const OtherColumn& column : columns)
    options.push_back("--ignore " + shell_word(shown_column(column.name, column.number)));
  return join(options, " ");
}

}  // namespace

void doubt_columns(const std::vector<OtherColumn>& columns, const std::string& file, Reading& reading) {
  std::vector<const OtherColumn*> marked;
  std::vector<std::string> sentences, options;
  std::int64_t count = 0;
  for (const OtherColumn& column : columns) {
    if (column.many_values) continue;
    question_currencies(column, file);
    doubt_status(column, marked, sentences, options, count);
  }
  if (marked.empty()) return;
  reading.doubts.push_back({"undone_orders",
                            "lines that seem cancelled or given back count as all others do: " + join(sentences, "; "),
                            join(options, " "), count});
}

void doubt_conditions(const LineChoice& choice, const std::vector<std::int64_t>& left_out, std::int64_t lines,
                      const std::vector<OtherColumn>& columns, const std::vector<std::string>& names,
                      const std::string& file, Reading& reading) {
  std::int64_t removed = 0;
  std::vector<std::string> idle, known;
  for (std::size_t i = 0; i < choice.conditions.size(); ++i) {
    removed += left_out[i];
    if (left_out[i] > 0 && removed < lines) continue;
    const LineCondition& condition = choice.conditions[i];
    const OtherColumn* column = find_column(columns, named_column(condition.column, names, file, {}));
    const std::string values = column == nullptr || column->many_values
                                   ? std::string()
                                   : column->name + " holds " + counted_values(column->values, false);
    if (removed == lines) {
      throw Error(ErrorCode::data, "no line is left after " + condition_option(condition),
                  "choose by a value that there is", file, values);
    }
    idle.push_back(condition_option(condition) + " leaves out no line" + (values.empty() ? "" : "; " + values));
  }
  if (!idle.empty()) reading.doubts.push_back({"idle_condition", join(idle, "; "), {}, 0});
}

void say_counters(const std::vector<OtherColumn>& counters, std::int64_t repeats, Reading& reading) {
  if (repeats == 0) return;
  reading.decisions.push_back(
      {"row counter", names_of(counters) + ", left out when duplicates are looked for", ignore_options(counters)});
}

void doubt_unique(const std::vector<OtherColumn>& unique, std::int64_t hidden, Reading& reading) {
  if (unique.empty() || hidden == 0) return;
  reading.doubts.push_back({"hidden_duplicates",
                            grouped(hidden) + (hidden == 1 ? " line equals" : " lines equal") +
                                " an earlier one in all columns but " + names_of(unique) +
                                ", which differs in each line; they are kept",
                            ignore_options(unique), hidden});
}

}  // namespace shoal::data
