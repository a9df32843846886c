// The devices by name. The only file that names back ends.
#include <string>
#include <utility>

#include "cpu/cpu_device.hpp"
#include "device/cuda_presence.hpp"
#include "shoal/device.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal {
namespace {

constexpr std::string_view k_cpu_prefix = "cpu:";

std::vector<std::string> names() {
  std::vector<std::string> all{"auto", "cpu"};
  for (const std::string& target : cpu::supported_targets()) all.push_back(std::string(k_cpu_prefix) + target);
  all.emplace_back("cuda");
  return all;
}

[[noreturn]] void throw_unknown(std::string_view name) {
  const std::vector<std::string> all = names();
  const std::string nearest = nearest_word(name, all);
  throw Error(ErrorCode::usage, "unknown device \"" + std::string(name) + "\"",
              nearest.empty() ? "choose one of those found" : "did you mean \"" + nearest + "\"?", "--device",
              join(all, ", "));
}

bool is_cuda(std::string_view name) {
  if (name == "cuda") return true;
  if (!name.starts_with("cuda:") || name.size() == 5) return false;
  return name.find_first_not_of("0123456789", 5) == std::string_view::npos;
}

}  // namespace

std::unique_ptr<Device> make_device(std::string_view name) {
  if (name == "auto" || name == "cpu") return cpu::make_cpu_device("");
  if (is_cuda(name)) {
    throw Error(ErrorCode::device, std::string(name) + " cannot be used: " + detail::why_no_cuda(),
                "--device cpu gives the same answer", "--device");
  }
  for (const std::string& known : names()) {
    if (known == name) return cpu::make_cpu_device(name.substr(k_cpu_prefix.size()));
  }
  throw_unknown(name);
}

std::vector<DeviceInfo> devices() {
  std::vector<DeviceInfo> all{cpu::make_cpu_device("")->info()};
  for (const std::string& target : cpu::supported_targets()) all.push_back(cpu::make_cpu_device(target)->info());
  all.push_back({"cuda", "none", false, detail::why_no_cuda()});
  return all;
}

}  // namespace shoal
