#include "data/input/encoding.hpp"
#include "data/input/numbers.hpp"
#include "data/transactions/transaction_builder.hpp"
#include "data/transactions/transaction_readers.hpp"
#include "shoal/text.hpp"

namespace shoal::data {

std::string empty_complaint(std::string_view needed) {
  return "the field is empty, " + std::string(needed) + " is needed";
}

std::string number_complaint(std::string_view text) {
  return trimmed(text).empty() ? empty_complaint("a number") : "\"" + shown(text, 60) + "\" is not a number";
}

void say_roles(const FoundRoles& roles, Reading& reading) {
  const Reading& found = roles.reading;
  reading.decisions.insert(reading.decisions.end(), found.decisions.begin(), found.decisions.end());
  reading.doubts.insert(reading.doubts.end(), found.doubts.begin(), found.doubts.end());
}

void say_lines(const TransactionBuilder& builder, const FoundRoles& roles, const std::vector<std::string>& columns,
               Reading& reading) {
  if (const std::int64_t lines = builder.contradicted(); lines > 0) {
    const std::string& claimed = columns[static_cast<std::size_t>(roles.claimed_total)];
    reading.doubts.push_back({"total_contradicted",
                              "\"" + claimed + "\" is not quantity x price in " + grouped(lines) +
                                  (lines == 1 ? " line" : " lines") + "; quantity x price counts",
                              column_option(Role::total, claimed), lines});
  }
  const std::int64_t pieces = builder.equal_pieces();
  if (pieces == 0) return;
  reading.doubts.push_back(
      {"equal_pieces",
       grouped(pieces) + (pieces == 1 ? " line equals" : " lines equal") +
           " an earlier one in every column: without a column of quantities each counts as a piece",
       "", pieces});
}

std::string number_hint(std::string_view text, NumberForm form) {
  const bool point = form.mark == '.';
  if (!parse_amount(text, {point ? ',' : '.'})) return {};
  return point ? "numbers are read with a decimal point; if this file writes decimal commas, add --decimal comma"
               : "numbers are read with a decimal comma; if this file writes decimal points, add --decimal point";
}

}  // namespace shoal::data
