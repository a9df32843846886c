#include "tracking/json_text.hpp"

#include <nlohmann/json.hpp>

#include "base/json_bounds.hpp"

namespace shoal::tracking {

std::string json_text(const nlohmann::json& value) {
  return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

nlohmann::json parsed_json(std::string_view text) {
  constexpr detail::JsonBounds k_bounds{.depth = 64};
  return detail::json_flaw(text, k_bounds) ? nlohmann::json() : nlohmann::json::parse(text);
}

}  // namespace shoal::tracking
