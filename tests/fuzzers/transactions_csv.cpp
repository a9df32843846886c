// CSV of transaction lines.
#include "tables.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const shoal::fuzz::InputFile file("t.csv");
  shoal::fuzz::read_as_transactions(file.holding(shoal::fuzz::text_of(bytes, size)), size);
  return 0;
}
