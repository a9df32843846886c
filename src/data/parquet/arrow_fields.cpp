#include "data/parquet/arrow_fields.hpp"

#include <arrow/array.h>
#include <arrow/compute/api_scalar.h>
#include <arrow/compute/cast.h>
#include <arrow/type_traits.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "data/input/arrow_pool.hpp"
#include "data/input/arrow_support.hpp"
#include "data/input/csv_text.hpp"
#include "data/input/dates.hpp"
#include "data/input/numbers.hpp"
#include "shoal/error.hpp"

namespace shoal::data {
namespace {

using ArrayPointer = std::shared_ptr<arrow::Array>;

ArrayPointer cast_to(const ArrayPointer& array, const std::shared_ptr<arrow::DataType>& type, const char* needed,
                     const std::string& where) {
  arrow::compute::ExecContext context(counted_pool());
  const auto result = arrow::compute::Cast(*array, type, arrow::compute::CastOptions::Unsafe(), &context);
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

/// Instants with a zone as that zone's clock showed them; others as they are.
ArrayPointer on_its_clock(const ArrayPointer& times, const std::string& where) {
  const std::string& zone = static_cast<const arrow::TimestampType&>(*times->type()).timezone();
  if (zone.empty() || zone == "UTC") return times;
  arrow::compute::ExecContext context(counted_pool());
  const auto local = arrow::compute::LocalTimestamp(times, &context);
  if (local.ok()) return local->make_array();
  throw Error(ErrorCode::data, "its times are of the zone \"" + zone + "\", which is not known here",
              "install the data of time zones (Debian: tzdata), or write the column without a zone", where);
}

ArrayTimes times_of_numbers(const ArrayPointer& array, std::int64_t per_second, std::int64_t seconds_each,
                            const std::string& where, const std::function<void(std::int64_t, std::string_view)>& bad) {
  // The years 1 to 9999, as for texts.
  const std::int64_t first = *days_since_1970(1, 1, 1) * 86400, last = *days_since_1970(9999, 12, 31) * 86400 + 86399;
  const auto counts = std::static_pointer_cast<arrow::Int64Array>(cast_to(array, arrow::int64(), "dates", where));
  ArrayTimes times;
  times.seconds.reserve(static_cast<std::size_t>(counts->length()));
  bool special = true;  // whether the last row had a fraction or a complaint: then its like must be looked at again
  for (std::int64_t i = 0; i < counts->length(); ++i) {
    if (!special && counts->IsValid(i) && counts->Value(i) == counts->Value(i - 1)) {
      times.seconds.push_back(times.seconds.back());
      continue;
    }
    const std::int64_t count = counts->IsNull(i) ? 0 : counts->Value(i);
    const std::int64_t ticks = ((count % per_second) + per_second) % per_second;
    const std::int64_t whole = (count - ticks) / per_second;
    const bool fits = whole >= first / seconds_each && whole <= last / seconds_each;
    special = counts->IsNull(i) || !fits || ticks != 0;
    if (counts->IsNull(i) || !fits) bad(i, fits ? "" : std::to_string(count));
    times.seconds.push_back(fits ? whole * seconds_each : 0);
    if (ticks == 0) continue;
    times.fractions.resize(static_cast<std::size_t>(counts->length()));
    times.fractions[static_cast<std::size_t>(i)] = fraction_of(ticks, per_second);
  }
  return times;
}

/// A text for each run of equal neighbours: same(i) compares row i with row i - 1, text(i) makes the text.
template <class Same, class Text>
CodedTexts by_runs(std::int64_t rows, const Same& same, const Text& text) {
  CodedTexts coded;
  coded.codes.reserve(static_cast<std::size_t>(rows));
  for (std::int64_t i = 0; i < rows; ++i) {
    if (i > 0 && same(i)) {
      coded.codes.push_back(coded.codes.back());
      continue;
    }
    const std::string_view made = text(i);
    coded.codes.push_back(made.empty() ? -1 : static_cast<std::int32_t>(coded.values.size()));
    if (!made.empty()) coded.values.push_back(made);
  }
  return coded;
}

CodedTexts codes_of_dictionary(const arrow::DictionaryArray& array, const std::string& where, ArrayTexts& owner) {
  owner.owner = array.dictionary();
  const ArrayPointer indices = cast_to(array.indices(), arrow::int32(), "codes", where);
  const auto& typed = static_cast<const arrow::Int32Array&>(*indices);
  CodedTexts coded{text_views(*owner.owner), {typed.raw_values(), typed.raw_values() + typed.length()}};
  const bool gaps = typed.null_count() > 0 || std::ranges::any_of(coded.values, &std::string_view::empty);
  for (std::int64_t i = 0; gaps && i < typed.length(); ++i) {
    std::int32_t& code = coded.codes[static_cast<std::size_t>(i)];
    if (typed.IsNull(i) || coded.values[static_cast<std::size_t>(code)].empty()) code = -1;
  }
  return coded;
}

CodedTexts codes_of_whole_numbers(const ArrayPointer& array, const std::string& where, ArrayTexts& owner) {
  const ArrayPointer numbers = cast_to(array, arrow::int64(), "texts", where);
  const auto& typed = static_cast<const arrow::Int64Array&>(*numbers);
  const auto same = [&](std::int64_t i) {
    return typed.IsNull(i) == typed.IsNull(i - 1) && (typed.IsNull(i) || typed.Value(i) == typed.Value(i - 1));
  };
  return by_runs(typed.length(), same, [&](std::int64_t i) -> std::string_view {
    if (typed.IsNull(i)) return {};
    return owner.made.emplace_back(std::to_string(typed.Value(i)));
  });
}

}  // namespace

CodedTexts array_codes(const ArrayPointer& array, const std::string& where, ArrayTexts& owner) {
  if (array->type_id() == arrow::Type::DICTIONARY) {
    const auto& coded = static_cast<const arrow::DictionaryArray&>(*array);
    if (is_text(*coded.dictionary())) return codes_of_dictionary(coded, where, owner);
  }
  if (arrow::is_integer(array->type_id()) && array->type_id() != arrow::Type::UINT64) {
    return codes_of_whole_numbers(array, where, owner);
  }
  owner = array_texts(array, where);
  const auto text = [&](std::int64_t i) { return owner.views[static_cast<std::size_t>(i)]; };
  return by_runs(
      array->length(), [&](std::int64_t i) { return text(i) == text(i - 1); }, text);
}

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

std::vector<double> array_numbers(const ArrayPointer& array, const std::string& where, const NumberParser& parse,
                                  const std::function<void(std::int64_t, std::string_view)>& bad) {
  constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();
  ArrayPointer values = plain(array, where);
  // Arrow multiplies a decimal by a power of ten, which rounds twice; its digits are parsed instead.
  const bool decimal = arrow::is_decimal(values->type_id());
  if (decimal) values = cast_to(values, arrow::utf8(), "numbers", where);
  std::vector<double> numbers;
  if (is_text(*values)) {
    numbers.reserve(static_cast<std::size_t>(values->length()));
    for (const std::string_view text : text_views(*values)) {
      const auto number = decimal ? parse_number(text) : parse(text);
      if (!number && !is_missing(text)) bad(static_cast<std::int64_t>(numbers.size()), text);
      numbers.push_back(number.value_or(k_nan));
    }
    return numbers;
  }
  const ArrayPointer doubles = cast_to(values, arrow::float64(), "numbers", where);
  const auto& typed = static_cast<const arrow::DoubleArray&>(*doubles);
  numbers.assign(typed.raw_values(), typed.raw_values() + typed.length());
  for (std::int64_t i = 0; typed.null_count() > 0 && i < typed.length(); ++i) {
    if (typed.IsNull(i)) numbers[static_cast<std::size_t>(i)] = k_nan;
  }
  return numbers;
}

bool has_text(const arrow::DataType& type) {
  const bool coded = type.id() == arrow::Type::DICTIONARY;
  return arrow::is_base_binary_like(coded ? static_cast<const arrow::DictionaryType&>(type).value_type()->id()
                                          : type.id());
}

bool has_dates_to_read(const arrow::DataType& type) {
  return has_text(type) || arrow::is_integer(type.id()) || arrow::is_floating(type.id()) ||
         arrow::is_decimal(type.id());
}

ArrayTimes array_times(const ArrayPointer& array, const std::string& where,
                       const std::function<void(std::int64_t, std::string_view)>& bad) {
  const ArrayPointer values = plain(array, where);
  switch (values->type_id()) {
    case arrow::Type::TIMESTAMP:
      return times_of_numbers(on_its_clock(values, where), ticks_of(*values->type()), 1, where, bad);
    case arrow::Type::DATE64:
      return times_of_numbers(values, 1000, 1, where, bad);
    case arrow::Type::DATE32:
      return times_of_numbers(cast_to(values, arrow::int32(), "dates", where), 1, 86400, where, bad);
    default:
      throw Error(ErrorCode::data, "holds values of the type " + values->type()->ToString() + ", dates are expected",
                  "choose another column for the date, or write this one as timestamps", where);
  }
}

}  // namespace shoal::data
