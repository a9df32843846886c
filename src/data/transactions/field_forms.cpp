#include "data/transactions/field_forms.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

#include "data/input/clock.hpp"
#include "data/input/currencies.hpp"
#include "data/input/encoding.hpp"
#include "data/input/numbers.hpp"
#include "data/transactions/transaction_readers.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal::data {
namespace {

std::int64_t today() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::hours>(now).count() / 24;
}

/// The kind in which most of the dates are dates; the surest of those with equally many.
DateKind kind_of(const std::vector<std::string_view>& dates) {
  DateKind best = DateKind::written;
  std::int64_t most = 0;
  for (const DateKind kind : k_found_kinds) {
    std::int64_t fitting = 0;
    for (const std::string_view text : dates)
      fitting += parse_time(text, {kind, DateOrder::day_first, false, {}}) ? 1 : 0;
    if (fitting > most) {
      most = fitting;
      best = kind;
    }
  }
  return best;
}

std::string order_words(DateOrder order) {
  return order == DateOrder::month_first ? "month first" : order == DateOrder::day_first ? "day first" : "year first";
}

std::string order_option(DateOrder order) {
  return order == DateOrder::month_first ? "--date-order month-first"
         : order == DateOrder::day_first ? "--date-order day-first"
                                         : "--date-order year-first";
}

std::string quoted(const std::string& word) { return word.find(' ') == std::string::npos ? word : "\"" + word + "\""; }

Decision decision_on_dates(const DateForm& form, DateOrder order, bool with_order, const std::string& example) {
  const std::string as = example.empty() ? "" : ", as " + shown(example, 40);
  if (form.kind == DateKind::pattern) return {"dates", form.pattern + as, "--date-format " + quoted(form.pattern)};
  if (form.kind != DateKind::written) {
    return {"dates", std::string(kind_name(form.kind)) + as, "--date-format " + std::string(kind_option(form.kind))};
  }
  if (with_order) return {"dates", order_words(order) + as, order_option(order)};
  return {"dates", as.substr(2), ""};
}

void refuse_several_currencies(const Currencies& met, const std::string& where) {
  if (met.count() < 2) return;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < met.size(); ++i) {
    if (met.test(i)) names.emplace_back(currency_name(i));
  }
  throw Error(ErrorCode::data, "amounts in several currencies, which have no common sum: " + join(names, ", "),
              "write all amounts in one currency, or keep the lines of one of them", where);
}

}  // namespace

FormSample form_sample(const ColumnSample& sample, const RoleColumns& roles,
                       const std::function<bool(std::int32_t column, Role role)>& written) {
  FormSample found;
  for (const Role role : {Role::quantity, Role::price, Role::total, Role::order_total, Role::date}) {
    const std::int32_t column = column_of(roles, role);
    if (column < 0 || sample.rows() == 0 || !written(column, role)) continue;
    auto& into = role == Role::date ? found.dates : found.numbers;
    into.insert(into.end(), sample.of(column).begin(), sample.of(column).end());
  }
  return found;
}

FormEvidence::FormEvidence() : dates(today()) {}

FieldForms::FieldForms(const FormSample& sample, const ReadTransactionsOptions& options)
    : numbers_given_(options.decimal != DecimalMark::decide),
      dates_(form_of_options(options.date_format, options.date_order)) {
  for (const std::string_view text : sample.numbers) sample_.numbers.add(text);
  numbers_ = numbers_given_ ? NumberForm{options.decimal == DecimalMark::comma ? ',' : '.'} : sample_.numbers.form();
  if (options.date_format.empty()) dates_.kind = kind_of(sample.dates);
  for (const std::string_view text : sample.dates) {
    const auto time = parse_time(text, dates_);
    if (!time) continue;
    if (first_date_.empty()) first_date_ = trimmed(text);
    sample_.dates.add(*time, text, 0);
  }
  if (!dates_.fixed) dates_.order = sample_.dates.order().value_or(DateOrder::day_first);
}

void FieldForms::settle_numbers(const FormEvidence& all, const std::string& where, Reading& reading) const {
  refuse_several_currencies(all.currencies, where);
  NumberEvidence numbers = sample_.numbers;
  numbers.add(all.numbers);
  const bool comma = numbers_.mark == ',';
  if (!numbers_given_ && !numbers.proved()) {
    if (numbers.open()) throw numbers.question(where);
    return;
  }
  if (!numbers_given_ && numbers.form().mark != numbers_.mark) {
    throw Error(ErrorCode::data,
                "\"" + shown(numbers.example(), 40) + "\" shows that the file writes decimal " +
                    (comma ? "points" : "commas") + ", which its first lines do not",
                std::string("add --decimal ") + (comma ? "point" : "comma"), where);
  }
  const std::string example = numbers.form().mark == numbers_.mark ? numbers.example() : std::string();
  reading.decisions.push_back(
      {"numbers",
       std::string("decimal ") + (comma ? "comma" : "point") + (example.empty() ? "" : ", as " + shown(example, 40)),
       std::string("--decimal ") + (comma ? "comma" : "point")});
}

DateOrder FieldForms::settled_order(const DateEvidence& all, const FormPlace& place) const {
  if (dates_.fixed || !all.open()) return dates_.order;
  const std::string where = place.file + ", column " + place.date_column;
  const auto order = all.order();
  if (!order) throw all.question(where);
  const bool can_turn =
      !all.plain() && !place.dates_compared && *order != DateOrder::year_first && dates_.order != DateOrder::year_first;
  if (*order == dates_.order || can_turn) return *order;
  throw Error(ErrorCode::data,
              "\"" + shown(all.example(*order), 40) + "\" shows that dates are written " + order_words(*order) +
                  ", which the first lines do not",
              "add " + order_option(*order), where);
}

void FieldForms::settle(const FormEvidence& all, const FormPlace& place, ReadTransactionsResult& result) const {
  const DateOrder order = settled_order(all.dates, place);
  if (!first_date_.empty()) {
    const bool with_order = dates_.kind == DateKind::written && (dates_.fixed || all.dates.open());
    const std::string example = with_order && all.dates.open() ? all.dates.example(order) : first_date_;
    result.reading.decisions.push_back(decision_on_dates(dates_, order, with_order, example));
  }
  settle_numbers(all, place.file, result.reading);
  if (order == dates_.order) return;
  for (Receipt& receipt : result.transactions.receipts) receipt.time = with_order_swapped(receipt.time);
}

FieldTimes read_dates(const std::vector<std::string_view>& texts, const DateForm& form, DateEvidence& evidence,
                      const FieldComplaint& bad) {
  FieldTimes times;
  times.seconds.reserve(texts.size());
  std::optional<ParsedTime> time;
  for (std::size_t row = 0; row < texts.size(); ++row) {
    const std::string_view text = texts[row];
    if (row == 0 || text != texts[row - 1]) {  // neighbours are often equal
      time = parse_time(text, form);
      if (time) evidence.add(*time, text, static_cast<std::int64_t>(row));
    }
    times.seconds.push_back(time ? time->seconds : 0);
    if (!time) {
      bad(row, date_complaint(text, form), date_hint(text, form));
    } else if (!time->fraction.empty()) {
      times.fractions.resize(texts.size());
      times.fractions[row] = time->fraction;
    }
  }
  return times;
}

void add_clocks(const std::vector<std::string_view>& texts, FieldTimes& days, const FieldComplaint& bad) {
  std::optional<ClockTime> time;
  for (std::size_t row = 0; row < texts.size(); ++row) {
    const std::string_view text = texts[row];
    if (row == 0 || text != texts[row - 1]) time = parse_clock(text);
    if (days.seconds[row] % 86400 != 0) {
      bad(row, "the date has a time, and so has the column of times", {});
    } else if (!time) {
      bad(row,
          trimmed(text).empty() ? "the field is empty, a time of day is needed"
                                : "\"" + shown(text, 60) + "\" is not a time of day",
          {});
    } else {
      days.seconds[row] += time->seconds;
      if (time->fraction.empty()) continue;
      days.fractions.resize(texts.size());
      days.fractions[row] = time->fraction;
    }
  }
}

std::vector<double> read_amounts(const std::vector<std::string_view>& texts, NumberForm form, bool look,
                                 FormEvidence& evidence, const FieldComplaint& bad) {
  std::vector<double> values(texts.size());
  for (std::size_t row = 0; row < texts.size(); ++row) {
    if (look) evidence.numbers.add(texts[row]);
    if (const auto plain = parse_plain(texts[row], form.mark)) {
      values[row] = *plain;
      continue;
    }
    const auto value = parse_amount(texts[row], form, &evidence.currencies);
    const bool fine = value && std::isfinite(*value);
    if (!fine) bad(row, number_complaint(texts[row]), number_hint(texts[row], form));
    values[row] = fine ? *value : 0.0;
  }
  return values;
}

Currencies kept_currencies(const std::vector<std::string_view>& texts, const std::vector<std::uint8_t>& left_out) {
  Currencies met;
  for (std::size_t row = 0; row < texts.size(); ++row) {
    if (left_out[row] != 0) continue;
    if (!parse_amount(texts[row], {'.'}, &met)) parse_amount(texts[row], {','}, &met);
  }
  return met;
}

}  // namespace shoal::data
