// Errors: one exception type, thrown across the API. The library never prints, exits or aborts.
#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>

namespace shoal {

/// What kind of thing went wrong; one table (src/base/error.cpp) maps each to an exit status and an HTTP status.
enum class ErrorCode : std::uint8_t {
  internal,   ///< our bug
  usage,      ///< an option or argument is wrong
  data,       ///< the input data are wrong
  model,      ///< a model folder is damaged, newer, or does not fit the data
  device,     ///< a compute device cannot be used
  memory,     ///< does not fit into memory
  service,    ///< network or another service
  cancelled,  ///< the user interrupted
};

/// An error as a user reads it: what was wrong, where, what was found, and what to do next.
///
/// `message` is one line without a final full stop ("\"six\" is not a whole number"); `where` is the place
/// ("orders.csv, line 1,204, column Quantity") and may be empty; `found` is the offending text or the list to choose
/// from, may be empty; `hint` says how to mend it, may be empty.
class Error : public std::exception {
 public:
  Error(ErrorCode code, std::string message, std::string hint = {}, std::string where = {}, std::string found = {});

  ErrorCode code() const noexcept { return code_; }
  const std::string& message() const noexcept { return message_; }
  const std::string& hint() const noexcept { return hint_; }
  const std::string& where() const noexcept { return where_; }
  const std::string& found() const noexcept { return found_; }
  /// "where: message", one line.
  const char* what() const noexcept override { return what_.c_str(); }

 private:
  ErrorCode code_;
  std::string message_, hint_, where_, found_, what_;
};

/// Process exit status of an error: 1 internal, 2 usage, 3 data, 4 model, 5 device, 6 memory, 7 service, 130 cancelled.
int exit_status(ErrorCode code) noexcept;
/// Stable lower-case name, e.g. "data"; used in JSON.
std::string_view error_name(ErrorCode code) noexcept;

}  // namespace shoal
