// Arrow arrays of any sensible type as texts, numbers and times.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "data/input/text_dictionary.hpp"
#include "shoal/transactions.hpp"

namespace arrow {
class Array;
}

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

/// One number a row, NaN for null; texts are parsed, and those that are no number reported by `bad(row, text)`.
std::vector<double> array_numbers(const std::shared_ptr<arrow::Array>& array, const std::string& where,
                                  const std::function<void(std::int64_t, std::string_view)>& bad);

struct ArrayTimes {
  std::vector<std::int64_t> seconds;
  std::vector<std::string> fractions;  ///< as ParsedTime::fraction; empty when no row has one
};
/// Seconds since 1970 of dates, timestamps (those with a zone are UTC) and texts; null and texts that are no date are
/// reported by `bad(row, text)`.
ArrayTimes array_times(const std::shared_ptr<arrow::Array>& array, DateOrder order, const std::string& where,
                       const std::function<void(std::int64_t, std::string_view)>& bad);

}  // namespace shoal::data
