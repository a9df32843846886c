// JSON values as the text that is sent, and what was received as values.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace shoal::tracking {

/// The value on one line; bytes that are not UTF-8 become U+FFFD.
std::string json_text(const nlohmann::json& value);

/// The document; null for a text that is none, or is nested deeper or holds more than any answer of MLflow.
nlohmann::json parsed_json(std::string_view text);

}  // namespace shoal::tracking
