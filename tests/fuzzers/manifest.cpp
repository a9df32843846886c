// Manifests of folders. An input is one without its last line, the checksum: that is put behind it.
#include "shoal/manifest.hpp"

#include "input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(shoal::fuzz::text_of(bytes, size));
  shoal::fuzz::try_to([&] {
    const std::string whole = text + "checksum " + shoal::sha256(text) + "\n";
    if (shoal::manifest_text(shoal::parse_manifest(whole, "m")) != whole) std::abort();
  });
  return 0;
}
