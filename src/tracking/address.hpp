// Where a tracking server is: the URI that a user gives, taken apart.
#pragma once

#include <string>
#include <string_view>

namespace shoal::tracking {

struct Address {
  std::string base;                ///< "https://host:port/path", without user, query and final slash
  std::string username, password;  ///< of "user:password@", decoded
  bool azure = false;              ///< azureml://: a bearer token is needed and can be renewed
};

/// Takes http://, https:// and azureml:// apart; what a browser shows behind "#" or "?" is dropped. Error{usage} for
/// anything else. O(length).
Address parse_address(std::string_view uri);

/// Every byte but letters, digits and "-._~" as %XX (RFC 3986, unreserved); with `keep_slashes` also "/".
std::string percent_encoded(std::string_view text, bool keep_slashes = false);
std::string percent_decoded(std::string_view text);

/// RFC 4648, for basic authentication.
std::string base64(std::string_view bytes);

}  // namespace shoal::tracking
