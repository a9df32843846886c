#include "shared_data.hpp"

#include <atomic>
#include <cstdlib>

namespace shoal::test {
namespace {
std::atomic<int> skipped{0};
}

std::filesystem::path shared_data_dir() {
  namespace fs = std::filesystem;
  const char* chosen = std::getenv("SHOAL_SHARED");
  const fs::path dir = (chosen != nullptr ? fs::path(chosen) : fs::path(SHOAL_SOURCE_DIR) / ".." / "shared") / "data";
  return fs::is_directory(dir) ? fs::weakly_canonical(dir) : fs::path();
}

bool has_shared_data(const std::string& relative) {
  const auto dir = shared_data_dir();
  if (!dir.empty() && std::filesystem::exists(dir / relative)) return true;
  ++skipped;
  return false;
}

int skipped_for_data() { return skipped; }

}  // namespace shoal::test
