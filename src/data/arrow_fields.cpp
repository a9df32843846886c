#include "data/arrow_fields.hpp"

#include <arrow/array.h>
#include <arrow/compute/cast.h>
#include <arrow/type_traits.h>

#include <cmath>
#include <limits>

#include "data/arrow_support.hpp"
#include "data/csv_text.hpp"
#include "data/dates.hpp"
#include "data/numbers.hpp"
#include "shoal/error.hpp"

namespace shoal::data {
namespace {

using ArrayPointer = std::shared_ptr<arrow::Array>;

ArrayPointer cast_to(const ArrayPointer& array, const std::shared_ptr<arrow::DataType>& type, const char* needed,
                     const std::string& where) {
  const auto result = arrow::compute::Cast(*array, type, arrow::compute::CastOptions::Unsafe());
  if (result.ok()) return *result;
  throw Error(ErrorCode::data,
              "holds values of the type " + array->type()->ToString() + ", " + needed + " are expected",
              "choose another column, or write this one as text", where);
}

/// Dictionaries decoded.
ArrayPointer plain(const ArrayPointer& array, const std::string& where) {
  if (array->type_id() != arrow::Type::DICTIONARY) return array;
  const auto& type = static_cast<const arrow::DictionaryType&>(*array->type());
  return cast_to(array, type.value_type(), "values", where);
}

bool is_text(const arrow::Array& array) { return arrow::is_base_binary_like(array.type_id()); }

template <class TypedArray>
std::vector<std::string_view> views_of(const arrow::Array& array) {
  const auto& texts = static_cast<const TypedArray&>(array);
  std::vector<std::string_view> views;
  views.reserve(static_cast<std::size_t>(texts.length()));
  for (std::int64_t i = 0; i < texts.length(); ++i) {
    views.push_back(texts.IsNull(i) ? std::string_view() : texts.GetView(i));
  }
  return views;
}

std::vector<std::string_view> text_views(const arrow::Array& array) {
  return arrow::is_large_binary_like(array.type_id()) ? views_of<arrow::LargeBinaryArray>(array)
                                                      : views_of<arrow::BinaryArray>(array);
}

/// Ticks per second of a column of times.
std::int64_t ticks_of(const arrow::DataType& type) {
  switch (static_cast<const arrow::TimestampType&>(type).unit()) {
    case arrow::TimeUnit::SECOND:
      return 1;
    case arrow::TimeUnit::MILLI:
      return 1'000;
    case arrow::TimeUnit::MICRO:
      return 1'000'000;
    case arrow::TimeUnit::NANO:
      break;
  }
  return 1'000'000'000;
}

/// The digits after the second of `ticks` (0 <= ticks < ticks_per_second) without trailing zeros.
std::string fraction_of(std::int64_t ticks, std::int64_t ticks_per_second) {
  std::string digits = std::to_string(ticks_per_second + ticks).substr(1);
  return digits.substr(0, digits.find_last_not_of('0') + 1);
}

ArrayTimes times_of_numbers(const ArrayPointer& array, std::int64_t per_second, std::int64_t seconds_each,
                            const std::string& where, const std::function<void(std::int64_t, std::string_view)>& bad) {
  // The years 1 to 9999, as for texts.
  const std::int64_t first = *days_since_1970(1, 1, 1) * 86400, last = *days_since_1970(9999, 12, 31) * 86400 + 86399;
  const auto counts = std::static_pointer_cast<arrow::Int64Array>(cast_to(array, arrow::int64(), "dates", where));
  ArrayTimes times;
  for (std::int64_t i = 0; i < counts->length(); ++i) {
    const std::int64_t count = counts->IsNull(i) ? 0 : counts->Value(i);
    const std::int64_t ticks = ((count % per_second) + per_second) % per_second;
    const std::int64_t whole = (count - ticks) / per_second;
    const bool fits = whole >= first / seconds_each && whole <= last / seconds_each;
    if (counts->IsNull(i) || !fits) bad(i, fits ? "" : std::to_string(count));
    times.seconds.push_back(fits ? whole * seconds_each : 0);
    if (ticks == 0) continue;
    times.fractions.resize(static_cast<std::size_t>(counts->length()));
    times.fractions[static_cast<std::size_t>(i)] = fraction_of(ticks, per_second);
  }
  return times;
}

}  // namespace

ArrayTexts array_texts(const ArrayPointer& array, const std::string& where) {
  ArrayTexts texts;
  texts.owner = plain(array, where);
  if (arrow::is_floating(texts.owner->type_id())) {
    const auto numbers = cast_to(texts.owner, arrow::float64(), "texts", where);
    const auto& values = static_cast<const arrow::DoubleArray&>(*numbers);
    for (std::int64_t i = 0; i < values.length(); ++i) {
      texts.made.emplace_back();
      if (values.IsValid(i)) append_number(texts.made.back(), values.Value(i));
      texts.views.emplace_back(texts.made.back());
    }
    return texts;
  }
  if (!is_text(*texts.owner)) texts.owner = cast_to(texts.owner, arrow::utf8(), "texts", where);
  texts.views = text_views(*texts.owner);
  return texts;
}

std::vector<double> array_numbers(const ArrayPointer& array, const std::string& where,
                                  const std::function<void(std::int64_t, std::string_view)>& bad) {
  constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();
  ArrayPointer values = plain(array, where);
  // Arrow multiplies a decimal by a power of ten, which rounds twice; its digits are parsed instead.
  if (arrow::is_decimal(values->type_id())) values = cast_to(values, arrow::utf8(), "numbers", where);
  std::vector<double> numbers;
  numbers.reserve(static_cast<std::size_t>(values->length()));
  if (is_text(*values)) {
    for (const std::string_view text : text_views(*values)) {
      const auto number = parse_number(text);
      if (!number && !is_missing(text)) bad(static_cast<std::int64_t>(numbers.size()), text);
      numbers.push_back(number.value_or(k_nan));
    }
    return numbers;
  }
  const ArrayPointer doubles = cast_to(values, arrow::float64(), "numbers", where);
  const auto& typed = static_cast<const arrow::DoubleArray&>(*doubles);
  for (std::int64_t i = 0; i < typed.length(); ++i) numbers.push_back(typed.IsNull(i) ? k_nan : typed.Value(i));
  return numbers;
}

ArrayTimes array_times(const ArrayPointer& array, DateOrder order, const std::string& where,
                       const std::function<void(std::int64_t, std::string_view)>& bad) {
  const ArrayPointer values = plain(array, where);
  switch (values->type_id()) {
    case arrow::Type::TIMESTAMP:
      return times_of_numbers(values, ticks_of(*values->type()), 1, where, bad);
    case arrow::Type::DATE64:
      return times_of_numbers(values, 1000, 1, where, bad);
    case arrow::Type::DATE32:
      return times_of_numbers(cast_to(values, arrow::int32(), "dates", where), 1, 86400, where, bad);
    default:
      break;
  }
  if (!is_text(*values)) {
    throw Error(ErrorCode::data, "holds values of the type " + values->type()->ToString() + ", dates are expected",
                "choose another column for the date, or write this one as timestamps", where);
  }
  ArrayTimes times;
  for (const std::string_view text : text_views(*values)) {
    const auto row = times.seconds.size();
    const auto time = parse_time(text, order);
    if (!time) bad(static_cast<std::int64_t>(row), text);
    times.seconds.push_back(time ? time->seconds : 0);
    if (!time || time->fraction.empty()) continue;
    times.fractions.resize(static_cast<std::size_t>(values->length()));
    times.fractions[row] = time->fraction;
  }
  return times;
}

}  // namespace shoal::data
