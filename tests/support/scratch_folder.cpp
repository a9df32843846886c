#include "scratch_folder.hpp"

#include <stdlib.h>

#include <string>
#include <system_error>

namespace shoal::test {

ScratchFolder::ScratchFolder() {
  std::string name = std::filesystem::temp_directory_path() / "shoal-test-XXXXXX";
  if (mkdtemp(name.data()) == nullptr) throw std::system_error(errno, std::generic_category(), name);
  path_ = name;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace shoal::test
