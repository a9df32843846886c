// The forms of a file's numbers and dates: found in a sample, held to all values.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "data/input/date_evidence.hpp"
#include "data/input/date_form.hpp"
#include "data/input/number_evidence.hpp"
#include "data/transactions/column_roles.hpp"
#include "shoal/transactions.hpp"

namespace shoal::data {

/// Some values of the columns that have a form, from anywhere in the file.
struct FormSample {
  std::vector<std::string_view> numbers;  ///< of all columns of numbers
  std::vector<std::string_view> dates;
};
/// Those of the columns with a role that are `written`: texts, or numbers that stand for dates.
FormSample form_sample(const ColumnSample& sample, const RoleColumns& roles,
                       const std::function<bool(std::int32_t column, Role role)>& written);

/// What some values show.
struct FormEvidence {
  FormEvidence();
  /// What comes behind, as DateEvidence::add().
  template <class Place>
  void add(const FormEvidence& other, const Place& place) {
    numbers.add(other.numbers);
    dates.add(other.dates, place);
    currencies |= other.currencies;
  }
  NumberEvidence numbers;
  DateEvidence dates;
  Currencies currencies;
};

/// Where forms were looked for, for messages.
struct FormPlace {
  std::string file, date_column;
  bool dates_compared = false;  ///< lines were left out by their dates
};

class FieldForms {
 public:
  FieldForms(const FormSample& sample, const ReadTransactionsOptions& options);

  NumberForm numbers() const { return numbers_; }
  const DateForm& dates() const { return dates_; }
  /// Whether the numbers that are read are to be looked at still: neither the user nor the sample tells their mark.
  bool numbers_open() const { return !numbers_given_ && !sample_.numbers.proved(); }

  /// After all has been read, with what it shows: says what was decided, and turns days and months round where the sample was taken the
  /// wrong way. Error{data}, a question, where two readings fit.
  void settle(const FormEvidence& all, const FormPlace& place, ReadTransactionsResult& result) const;

 private:
  void settle_numbers(const FormEvidence& all, const std::string& where, Reading& reading) const;
  DateOrder settled_order(const DateEvidence& all, const FormPlace& place) const;

  bool numbers_given_;
  NumberForm numbers_;
  DateForm dates_;
  FormEvidence sample_;
  std::string first_date_;
};

/// A field that cannot be read: its row, why, and what to try.
using FieldComplaint = std::function<void(std::size_t row, std::string reason, std::string hint)>;

struct FieldTimes {
  std::vector<std::int64_t> seconds;
  std::vector<std::string> fractions;  ///< as ParsedTime::fraction; empty when no row has one
};

FieldTimes read_dates(const std::vector<std::string_view>& texts, const DateForm& form, DateEvidence& evidence,
                      const FieldComplaint& bad);
/// Adds the times of a column of times to days. A day that has a time already is complained of.
void add_clocks(const std::vector<std::string_view>& texts, FieldTimes& days, const FieldComplaint& bad);
/// Numbers, zero where there is none that is finite. `look`: whether the evidence is wanted.
std::vector<double> read_amounts(const std::vector<std::string_view>& texts, NumberForm form, bool look,
                                 FormEvidence& evidence, const FieldComplaint& bad);

/// The currencies of the lines that are not left out.
Currencies kept_currencies(const std::vector<std::string_view>& texts, const std::vector<std::uint8_t>& left_out);

}  // namespace shoal::data
