// The devices by name. The only file that names back ends.
#include <string>
#include <utility>

#include "cpu/cpu_device.hpp"
#include "device/auto_device.hpp"
#include "device/cuda_presence.hpp"
#include "shoal/device.hpp"
#include "shoal/error.hpp"
#include "shoal/numbers.hpp"
#include "shoal/text.hpp"

#if defined(SHOAL_HAS_CUDA)
#include "cuda/cuda_device.hpp"
#endif

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

/// The GPUs, or one that is not ready and says why.
std::vector<DeviceInfo> gpus() {
  std::string why = detail::why_no_cuda();
#if defined(SHOAL_HAS_CUDA)
  if (why.empty()) return cuda::cuda_devices();
#endif
  return {{"cuda", "none", false, std::move(why)}};
}

std::unique_ptr<Device> make_gpu(std::string_view name) {
  constexpr int k_most_gpus = 1024;
  [[maybe_unused]] const int ordinal =
      name == "cuda" ? 0 : whole_number<int>(name.substr(5), 0, k_most_gpus - 1, "--device cuda:N");
  const DeviceInfo first = gpus().front();
  if (!first.ready) {
    throw Error(ErrorCode::device, std::string(name) + " cannot be used: " + first.reason,
                "--device cpu gives the same answer", "--device");
  }
#if defined(SHOAL_HAS_CUDA)
  return cuda::make_cuda_device(ordinal, cpu::make_cpu_device(""));
#else
  return nullptr;
#endif
}

}  // namespace

std::unique_ptr<Device> make_device(std::string_view name) {
  if (name == "auto" && gpus().front().ready) {
    return detail::make_auto_device(make_gpu("cuda"), cpu::make_cpu_device(""));
  }
  if (name == "auto" || name == "cpu") return cpu::make_cpu_device("");
  if (is_cuda(name)) return make_gpu(name);
  for (const std::string& known : names()) {
    if (known == name) return cpu::make_cpu_device(name.substr(k_cpu_prefix.size()));
  }
  throw_unknown(name);
}

std::vector<DeviceInfo> devices() {
  std::vector<DeviceInfo> all{cpu::make_cpu_device("")->info()};
  for (const std::string& target : cpu::supported_targets()) all.push_back(cpu::make_cpu_device(target)->info());
  for (DeviceInfo& gpu : gpus()) all.push_back(std::move(gpu));
  return all;
}

}  // namespace shoal
