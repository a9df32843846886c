// JSON values as the text that is sent.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace shoal::tracking {

/// The value on one line; bytes that are not UTF-8 become U+FFFD.
std::string json_text(const nlohmann::json& value);

}  // namespace shoal::tracking
