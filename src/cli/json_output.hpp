// The --json documents of the commands (docs/formats/json-output.md).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "shoal/device.hpp"
#include "shoal/error.hpp"
#include "shoal/registry.hpp"
#include "shoal/run_record.hpp"
#include "shoal/tracking.hpp"

namespace shoal::cli {

std::string fit_json(const RunRecord& record);
std::string sweep_json(const RunRecord& record);
std::string predict_json(const RunRecord& record);
std::string inspection_json(const Inspection& inspection);
std::string evaluate_json(const RunRecord& record);
std::string push_json(const PushSummary& summary);
std::string devices_json(const std::vector<DeviceInfo>& devices);
std::string registry_json(const std::vector<ModelVersion>& versions);
/// `before`: the version that had the alias; empty for none.
std::string promotion_json(const std::string& name, const std::string& version, const std::string& alias,
                           const std::string& before);
/// Of commands whose results are files.
std::string written_json(const std::vector<std::filesystem::path>& files);
/// Version and commit.
std::string version_json();
std::string error_json(const Error& error);

}  // namespace shoal::cli
