#include "tracking/report.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "shoal/text.hpp"

namespace shoal::tracking {

std::string browser_address(const Address& address, const Run& run) {
  if (address.azure) return "run " + run.id;
  return fmt::format("{}/#/experiments/{}/runs/{}", address.base, run.experiment_id, run.id);
}

TrackingSummary summary_of(const SendReport& report, const Address& address, const std::filesystem::path& folder) {
  TrackingSummary summary;
  if (report.main) {
    summary.run_id = report.main->id;
    summary.address = browser_address(address, *report.main);
  }
  if (report.unsent > 0) {
    summary.warning = fmt::format("MLflow at {} did not take {} of {} entries of this run: {}", address.base,
                                  report.unsent, report.operations, report.problem);
    summary.hint = fmt::format("{}{}`shoal track push {}` sends them", report.hint,
                               report.hint.empty() ? "" : "; afterwards ", folder.string());
  } else if (!report.refused.empty()) {
    const std::vector<std::string> words(report.refused.begin(), report.refused.end());
    summary.warning = fmt::format("MLflow at {} refused a part of this run: {}", address.base, join(words, "; "));
  }
  return summary;
}

std::string tracking_json(const SendReport& report, const Address& address) {
  const nlohmann::ordered_json json{{"format", 1},
                                    {"server", address.base},
                                    {"experiment_id", report.main->experiment_id},
                                    {"run_id", report.main->id},
                                    {"artifact_uri", report.main->artifact_uri},
                                    {"address", browser_address(address, *report.main)},
                                    {"complete", report.unsent == 0}};
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace shoal::tracking
