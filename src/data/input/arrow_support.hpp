// What every file that uses Arrow needs.
#pragma once

#include <string>
#include <utility>

namespace arrow {
class Status;
template <class T>
class Result;
}  // namespace arrow

namespace shoal::data {

/// Registers Arrow's compute functions, once a process. Thread-safe.
void initialize_arrow();

/// Throws Error{data} (Error{memory} when Arrow ran out of it) for a status that is not OK.
void check_arrow(const arrow::Status& status, const std::string& where);

/// The value, or the error of check_arrow. The caller includes <arrow/result.h>.
template <class T>
T arrow_value(arrow::Result<T> result, const std::string& where) {
  check_arrow(result.status(), where);
  return std::move(result).ValueUnsafe();
}

}  // namespace shoal::data
