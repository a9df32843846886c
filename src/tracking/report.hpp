// What is told of a sending: to a person, and in tracking.json.
#pragma once

#include <filesystem>
#include <string>

#include "shoal/tracking.hpp"
#include "tracking/address.hpp"
#include "tracking/sender.hpp"

namespace shoal::tracking {

/// Of a run in MLflow's pages; that of Azure is behind another address, so there it is the run's id.
std::string browser_address(const Address& address, const Run& run);

TrackingSummary summary_of(const SendReport& report, const Address& address, const std::filesystem::path& folder);

/// The text of tracking.json (docs/formats/tracking.md).
std::string tracking_json(const SendReport& report, const Address& address);

}  // namespace shoal::tracking
