// Zip files and workbooks, as a table and as transaction lines.
#include "tables.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const shoal::fuzz::InputFile file("t.zip");
  const auto& path = file.holding(shoal::fuzz::text_of(bytes, size));
  shoal::fuzz::read_as_table(path, size);
  shoal::fuzz::read_as_transactions(path, size);
  return 0;
}
