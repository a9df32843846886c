#include "shoal/events.hpp"

namespace shoal {

void Events::title(std::string_view /*text*/) {}

void Events::stage(std::string_view /*verb*/, std::string_view /*text*/) {}

void Events::working(std::string_view /*verb*/) {}

void Events::progress(std::string_view /*verb*/, std::int64_t /*done*/, std::int64_t /*total*/,
                      std::string_view /*unit*/) {}

Events& no_events() {
  static Events nothing;
  return nothing;
}

}  // namespace shoal
