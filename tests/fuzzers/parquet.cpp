// Parquet, as a table, as transaction lines and as labels.
#include "tables.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const shoal::fuzz::InputFile file("t.parquet");
  const auto& path = file.holding(shoal::fuzz::text_of(bytes, size));
  shoal::fuzz::read_as_table(path, size);
  shoal::fuzz::read_as_transactions(path, size);
  shoal::fuzz::try_to([&] { shoal::read_label_table(shoal::fuzz::one_thread(), path, "label", "id"); });
  return 0;
}
