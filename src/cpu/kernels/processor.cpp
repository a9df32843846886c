#include "cpu/kernels/processor.hpp"

#include <fstream>

namespace shoal::cpu {

std::string processor_name() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (!line.starts_with("model name")) continue;
    const auto start = line.find(": ");
    if (start != std::string::npos) return line.substr(start + 2);
  }
  return "CPU";
}

}  // namespace shoal::cpu
