// Arrow arrays of any sensible type as texts, numbers and times.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/input/text_dictionary.hpp"
#include "shoal/transactions.hpp"

namespace arrow {
class Array;
class DataType;
}  // namespace arrow

namespace shoal::data {

/// One text a row, empty for null: text columns as they stand, whole numbers without a decimal point, other numbers in
/// their shortest form, everything else as Arrow writes it.
struct ArrayTexts {
  ArrayTexts() = default;
  // The views point into `made`: it may move, a copy would leave them behind.
  ArrayTexts(ArrayTexts&&) = default;
  ArrayTexts& operator=(ArrayTexts&&) = default;

  std::vector<std::string_view> views;
  std::shared_ptr<arrow::Array> owner;  ///< of the bytes
  std::deque<std::string> made;         ///< of those that were made here
};
ArrayTexts array_texts(const std::shared_ptr<arrow::Array>& array, const std::string& where);

/// The same as codes: a dictionary's own, else a text for each run of equal neighbours. `owner` receives what the texts
/// point into.
CodedTexts array_codes(const std::shared_ptr<arrow::Array>& array, const std::string& where, ArrayTexts& owner);

using NumberParser = std::function<std::optional<double>(std::string_view)>;
/// One number a row, NaN for null; texts are parsed, and those that are no number reported by `bad(row, text)`.
std::vector<double> array_numbers(const std::shared_ptr<arrow::Array>& array, const std::string& where,
                                  const NumberParser& parse,
                                  const std::function<void(std::int64_t, std::string_view)>& bad);

/// Whether a column of the type holds texts, and whether its dates are texts or numbers, whose form is to be found.
bool has_text(const arrow::DataType& type);
bool has_dates_to_read(const arrow::DataType& type);

struct ArrayTimes {
  std::vector<std::int64_t> seconds;
  std::vector<std::string> fractions;  ///< as ParsedTime::fraction; empty when no row has one
};
/// Seconds since 1970 of dates and timestamps, those with a zone by that zone's clock; null and what is no year from 1 to 9999 is reported
/// by `bad(row, text)`. Error{data} for other types.
ArrayTimes array_times(const std::shared_ptr<arrow::Array>& array, const std::string& where,
                       const std::function<void(std::int64_t, std::string_view)>& bad);

}  // namespace shoal::data
