// What must never be shown, written or logged.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shoal/tracking.hpp"
#include "tracking/address.hpp"

namespace shoal::tracking {

/// The passwords and tokens of a server, found in a text however they are written there: as they are, as JSON, a URL or HTML
/// escapes them, one in the other, or in base64 as in the header Authorization.
class Secrets {
 public:
  Secrets() = default;
  Secrets(const TrackingSettings& settings, const Address& address);
  /// One more. Empty texts are none.
  void add(std::string_view secret);

  /// The text with "***" in the place of each. O(length * secrets).
  std::string masked(std::string_view text) const;
  /// Those of 6 bytes or more. Shorter ones may stand by chance in what is no server's sentence: an identifier, a command line.
  Secrets long_ones() const;
  bool within(std::string_view text) const { return masked(text) != text; }

 private:
  struct Secret {
    std::string text, plain;  ///< as it is, and without escapes
  };
  std::vector<Secret> secrets_;
};

}  // namespace shoal::tracking
