// Tables of segment names.
#include "segments/name_table.hpp"

#include "input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  shoal::fuzz::try_to([&] {
    for (const auto& rule : shoal::detail::parse_name_table(shoal::fuzz::text_of(bytes, size), "names")) {
      if (rule.name.empty() || rule.advice.empty()) std::abort();
    }
  });
  return 0;
}
