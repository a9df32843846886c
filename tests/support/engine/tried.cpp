#include "tried.hpp"

#include <cstdlib>

#include "sanitized.hpp"
#include "shoal/device.hpp"

namespace shoal::test {
namespace {

bool tries_every_target() { return !k_sanitized || std::getenv("SHOAL_EVERY_TARGET") != nullptr; }

}  // namespace

std::vector<cpu::Target> tried_targets() {
  std::vector<cpu::Target> targets = cpu::runnable_targets();
  if (targets.size() > 2 && !tries_every_target()) targets.erase(targets.begin() + 1, targets.end() - 1);
  return targets;
}

std::vector<std::string> tried_devices() {
  std::vector<std::string> names;
  for (const DeviceInfo& info : devices()) {
    // "cpu" is the best target already.
    const bool tried = tries_every_target() || !info.name.starts_with("cpu:") || info.name == "cpu:scalar";
    if (info.ready && tried) names.push_back(info.name);
  }
  return names;
}

}  // namespace shoal::test
