#include "data/transactions/conditions.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "data/input/numbers.hpp"
#include "data/transactions/transaction_builder.hpp"
#include "data/transactions/word_lists.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal {
namespace {

/// Longer ones first, for a text that begins with "<=" begins with "<" too.
constexpr std::array<std::pair<std::string_view, Comparison>, 6> k_operators{{{"!=", Comparison::not_equal},
                                                                              {"<=", Comparison::less_or_equal},
                                                                              {">=", Comparison::greater_or_equal},
                                                                              {"=", Comparison::equal},
                                                                              {"<", Comparison::less},
                                                                              {">", Comparison::greater}}};

std::string_view operator_text(Comparison comparison) {
  for (const auto& [text, meaning] : k_operators) {
    if (meaning == comparison) return text;
  }
  return "=";
}

std::string unquoted(std::string_view text) {
  text = data::trimmed(text);
  const bool quoted = text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front();
  return std::string(quoted ? text.substr(1, text.size() - 2) : text);
}

/// Where the operator begins, outside of quotes around the column.
std::size_t operator_place(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  std::size_t from = 0;
  if (first != std::string_view::npos && (text[first] == '"' || text[first] == '\'')) {
    const std::size_t close = text.find(text[first], first + 1);
    from = close == std::string_view::npos ? 0 : close + 1;
  }
  return text.find_first_of("=!<>", from);
}

std::string quoted_where_needed(const std::string& text) {
  const bool plain = text.find_first_of("=!<>\"'") == std::string::npos && data::trimmed(text) == text;
  const char quote = text.find('"') == std::string::npos ? '"' : '\'';
  return plain ? text : quote + text + quote;
}

}  // namespace

LineCondition parse_condition(std::string_view text, bool drops, const std::string& place) {
  const std::size_t at = operator_place(text);
  for (const auto& [sign, comparison] : k_operators) {
    if (at == std::string_view::npos || !text.substr(at).starts_with(sign)) continue;
    std::string_view value = text.substr(at + sign.size());
    if (sign == "=" && value.starts_with('=')) value.remove_prefix(1);  // "==" is read as "="
    LineCondition condition{unquoted(text.substr(0, at)), comparison, unquoted(value), drops};
    if (!condition.column.empty()) return condition;
  }
  throw Error(ErrorCode::usage, "\"" + std::string(text) + "\" is no condition on a column",
              "write COLUMN=VALUE with =, !=, <, <=, > or >=, for example 'status != canceled'", place);
}

std::string condition_text(const LineCondition& condition) {
  return quoted_where_needed(condition.column) + std::string(operator_text(condition.comparison)) +
         quoted_where_needed(condition.value);
}

std::string condition_option(const LineCondition& condition) {
  return (condition.drops ? "--drop-where " : "--where ") + shell_word(condition_text(condition));
}

}  // namespace shoal

namespace shoal::data {
std::string shown_column(const std::string& name, std::int32_t number) {
  return name.empty() ? "Unnamed: " + std::to_string(number) : name;
}

std::int32_t named_column(const std::string& name, const std::vector<std::string>& columns, const std::string& file,
                          const std::string& option) {
  const auto same = [&](const std::string& column) { return trimmed(column) == trimmed(name); };
  auto at = std::find_if(columns.begin(), columns.end(), same);
  if (at == columns.end() && !folded_name(name).empty()) {
    const auto folded = [&](const std::string& column) { return folded_name(column) == folded_name(name); };
    at = std::find_if(columns.begin(), columns.end(), folded);
  }
  for (std::size_t c = 0; at == columns.end() && c < columns.size(); ++c) {
    if (columns[c].empty() && name == shown_column(columns[c], static_cast<std::int32_t>(c)))
      return static_cast<std::int32_t>(c);
  }
  if (at != columns.end()) return static_cast<std::int32_t>(at - columns.begin());
  const std::string nearest = nearest_word(name, columns);
  throw Error(ErrorCode::data, "no column \"" + name + "\" in " + file,
              (nearest.empty() ? "name one of its columns" : "did you mean \"" + nearest + "\"?"), option,
              "columns: " + join(columns, ", "));
}

Comparer::Comparer(const LineCondition& condition, const FieldForms& forms)
    : comparison_(condition.comparison),
      numbers_(forms.numbers()),
      dates_(forms.dates()),
      text_(folded_words(condition.value)),
      number_(parse_amount(condition.value, {})) {
  if (number_) return;
  if (const auto time = parse_time(condition.value, dates_)) seconds_ = time->seconds;
  by_day_ = condition.value.find(':') == std::string::npos;
}

template <class T>
bool Comparer::compare(const T& left, const T& right) const {
  switch (comparison_) {
    case Comparison::equal:
      return left == right;
    case Comparison::not_equal:
      return left != right;
    case Comparison::less:
      return left < right;
    case Comparison::less_or_equal:
      return left <= right;
    case Comparison::greater:
      return left > right;
    case Comparison::greater_or_equal:
      return left >= right;
  }
  return false;
}

bool Comparer::holds(std::string_view text) const {
  if (number_) {
    if (const auto number = parse_amount(text, numbers_)) return holds(*number);
  } else if (seconds_) {
    if (const auto time = parse_time(text, dates_)) return holds_at(time->seconds);
  }
  const bool order = comparison_ != Comparison::equal && comparison_ != Comparison::not_equal;
  if (order && (number_ || seconds_ || trimmed(text).empty())) return false;
  return compare(folded_words(text), text_);
}

bool Comparer::holds(double number) const {
  return number_ ? compare(number, *number_) : comparison_ == Comparison::not_equal;
}

bool Comparer::holds_at(std::int64_t seconds) const {
  constexpr std::int64_t k_day = 86400;
  if (!seconds_) return comparison_ == Comparison::not_equal;
  return compare(by_day_ ? seconds - ((seconds % k_day) + k_day) % k_day : seconds, *seconds_);
}

Conditions::Conditions(const LineChoice& choice, const std::vector<std::string>& columns, const RoleColumns& roles,
                       const FieldForms& forms, const std::string& file) {
  constexpr std::size_t k_most = 200;  // a line keeps the number of a condition in one byte
  if (choice.conditions.size() > k_most) {
    throw Error(ErrorCode::usage, "more than 200 conditions", "choose the lines before", "--where, --drop-where");
  }
  for (const LineCondition& condition : choice.conditions) {
    const std::int32_t column = named_column(condition.column, columns, file, condition_option(condition));
    const auto role = std::find(roles.begin(), roles.end(), column);
    bound_.push_back({column, role == roles.end() ? -1 : static_cast<std::int32_t>(role - roles.begin()),
                      condition.drops, Comparer(condition, forms)});
  }
}

bool Conditions::names(std::int32_t column) const {
  return std::any_of(bound_.begin(), bound_.end(), [&](const Bound& bound) { return bound.column == column; });
}

void Conditions::apply(TransactionPart& part,
                       const std::function<std::vector<std::string_view>(std::int32_t)>& texts) const {
  if (empty()) return;
  part.left_out.assign(part.time.size(), 0);
  part.blank.assign(part.time.size(), 1);
  for (std::size_t i = 0; i < bound_.size(); ++i) {
    const Bound& bound = bound_[i];
    const auto role = static_cast<Role>(bound.role);
    const bool known = bound.role >= 0 && (role == Role::quantity || role == Role::price || role == Role::date);
    const std::vector<std::string_view> fields = known ? std::vector<std::string_view>() : texts(bound.column);
    for (std::size_t row = 0; row < part.time.size(); ++row) {
      const bool holds = !known                   ? bound.comparer.holds(fields[row])
                         : role == Role::quantity ? bound.comparer.holds(part.quantity[row])
                         : role == Role::price    ? bound.comparer.holds(part.unit_price[row])
                                                  : bound.comparer.holds_at(part.time[row]);
      if (known || !trimmed(fields[row]).empty()) part.blank[row] = 0;
      if (part.left_out[row] == 0 && holds == bound.drops) part.left_out[row] = static_cast<std::uint8_t>(i + 1);
    }
  }
}

}  // namespace shoal::data
