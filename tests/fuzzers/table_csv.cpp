// CSV of numbers, its labels and its columns.
#include "tables.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const shoal::fuzz::InputFile file("t.csv");
  const auto& path = file.holding(shoal::fuzz::text_of(bytes, size));
  shoal::fuzz::read_as_table(path, size);
  shoal::fuzz::try_to([&] { shoal::read_label_table(shoal::fuzz::one_thread(), path, "label", "id"); });
  shoal::fuzz::try_to([&] { shoal::column_names(path); });
  return 0;
}
