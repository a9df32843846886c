// model.json. An input is one without its last key, the checksum: that is put behind it, or nothing else would be looked at.
#include "base/json_seal.hpp"
#include "input.hpp"
#include "model/document.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(shoal::fuzz::text_of(bytes, size));
  shoal::fuzz::try_to([&] { shoal::detail::read_document(text + shoal::detail::json_seal(text), "model.json"); });
  return 0;
}
