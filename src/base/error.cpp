#include "shoal/error.hpp"

#include <array>
#include <utility>

namespace shoal {
namespace {

struct Row {
  ErrorCode code;
  std::string_view name;
  int exit_status;
};

constexpr std::array<Row, 8> k_table{{
    {ErrorCode::internal, "internal", 1},
    {ErrorCode::usage, "usage", 2},
    {ErrorCode::data, "data", 3},
    {ErrorCode::model, "model", 4},
    {ErrorCode::device, "device", 5},
    {ErrorCode::memory, "memory", 6},
    {ErrorCode::service, "service", 7},
    {ErrorCode::cancelled, "cancelled", 130},
}};

const Row& row_of(ErrorCode code) noexcept {
  for (const Row& row : k_table) {
    if (row.code == code) return row;
  }
  return k_table.front();
}

}  // namespace

Error::Error(ErrorCode code, std::string message, std::string hint, std::string where, std::string found)
    : code_(code),
      message_(std::move(message)),
      hint_(std::move(hint)),
      where_(std::move(where)),
      found_(std::move(found)),
      what_(where_.empty() ? message_ : where_ + ": " + message_) {}

int exit_status(ErrorCode code) noexcept { return row_of(code).exit_status; }

std::string_view error_name(ErrorCode code) noexcept { return row_of(code).name; }

}  // namespace shoal
