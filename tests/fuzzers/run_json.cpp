// run.json, read and written again. An input is one without its last key, the checksum: that is put behind it.
#include "base/json_seal.hpp"
#include "input.hpp"
#include "shoal/run_record.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(shoal::fuzz::text_of(bytes, size));
  shoal::fuzz::try_to([&] {
    const auto record = shoal::run_record_from_json(text + shoal::detail::json_seal(text), "run.json");
    const std::string written = shoal::to_json(record);
    if (shoal::to_json(shoal::run_record_from_json(written, "run.json")) != written) std::abort();
  });
  return 0;
}
