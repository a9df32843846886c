// Arrays of NumPy, as a table and as an array of a model.
#include "model/npy.hpp"

#include "tables.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const shoal::fuzz::InputFile file("t.npy");
  const std::string_view text = shoal::fuzz::text_of(bytes, size);
  shoal::fuzz::read_as_table(file.holding(text), size);
  std::string problem;
  shoal::detail::parse_npy(text, 3, 2, problem);
  return 0;
}
