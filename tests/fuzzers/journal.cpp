// Journals of tracked runs.
#include "tracking/journal.hpp"

#include "input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  shoal::fuzz::try_to([&] { shoal::tracking::parse_journal(shoal::fuzz::text_of(bytes, size), "journal"); });
  return 0;
}
