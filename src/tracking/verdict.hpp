// What an answer of the server means for what was asked.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "tracking/http.hpp"
#include "tracking/secrets.hpp"

namespace shoal::tracking {

enum class Outcome : std::uint8_t {
  done,
  later,    ///< may succeed when it is tried again: time-outs, a server that restarts or is busy
  refused,  ///< this request is wrong and stays wrong; others may be right
  closed,   ///< the server takes nothing from us: wrong password, wrong address, untrusted certificate
};

struct Verdict {
  Outcome outcome = Outcome::done;
  std::string code;          ///< MLflow's error_code, such as RESOURCE_DOES_NOT_EXIST; may be empty
  std::string words;         ///< one line: what the server said
  std::string hint;          ///< what the user can do; may be empty
  double retry_after = 0.0;  ///< seconds
  bool unreachable = false;  ///< nobody listens at the address
};

inline Verdict closed(std::string words, std::string hint) {
  return {Outcome::closed, "", std::move(words), std::move(hint), 0.0, false};
}
inline Verdict refused(std::string words, std::string hint = {}) {
  return {Outcome::refused, "", std::move(words), std::move(hint), 0.0, false};
}

/// Judges an answer. A success counts only when the body is what MLflow sends: JSON, or nothing once a `file` went up or came
/// down; a login page with status 200 is none. The words are without the secrets, which a server may repeat. O(body).
Verdict judge(const HttpAnswer& answer, bool file, const Secrets& secrets = {});

/// The text of a body as one line of at most 300 bytes: JSON's message, a page's title or its text without tags. What is no
/// printable UTF-8 becomes a space or U+FFFD.
std::string readable(const std::string& body, const Secrets& secrets = {});

}  // namespace shoal::tracking
