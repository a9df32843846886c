#include "data/input/dates.hpp"
#include "data/input/encoding.hpp"
#include "data/input/numbers.hpp"
#include "data/transactions/transaction_readers.hpp"

namespace shoal::data {

std::string empty_complaint(std::string_view needed) {
  return "the field is empty, " + std::string(needed) + " is needed";
}

std::string number_complaint(std::string_view text) {
  return trimmed(text).empty() ? empty_complaint("a number") : "\"" + shown(text, 60) + "\" is not a number";
}

std::string date_hint(std::string_view text, DateOrder order) {
  const bool month_first = order == DateOrder::month_first;
  if (!parse_time(text, month_first ? DateOrder::day_first : DateOrder::month_first)) return {};
  return month_first ? "if the day comes first in this file, add --date-order day-first"
                     : "if the month comes first in this file, leave --date-order day-first away";
}

}  // namespace shoal::data
