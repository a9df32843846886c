#include "data/input/encoding.hpp"

#include <arrow/util/utf8.h>

#include <array>
#include <cstdint>
#include <mutex>

#include "base/utf8.hpp"
#include "shoal/text.hpp"

namespace shoal::data {
namespace {

/// Windows-1252, 0x80 to 0x9F; undefined places keep their own number.
constexpr std::array<std::uint16_t, 32> k_windows_1252 = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

}  // namespace

bool is_utf8(std::string_view bytes) {
  static std::once_flag once;
  std::call_once(once, arrow::util::InitializeUTF8);
  return arrow::util::ValidateUTF8(bytes);
}

std::string latin1_to_utf8(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 8);
  for (const char byte : bytes) {
    const auto c = static_cast<unsigned char>(byte);
    detail::append_utf8(out, c >= 0x80 && c < 0xA0 ? k_windows_1252[c - 0x80u] : c);
  }
  return out;
}

std::string shown(std::string_view bytes, std::size_t most) {
  const bool cut = bytes.size() > most;
  if (cut) {
    bytes = bytes.substr(0, most);
    // Not in the middle of a character.
    while (!bytes.empty() && (static_cast<unsigned char>(bytes.back()) & 0xC0) == 0x80) bytes.remove_suffix(1);
    if (!bytes.empty() && static_cast<unsigned char>(bytes.back()) >= 0xC0) bytes.remove_suffix(1);
  }
  const std::string out = printable(is_utf8(bytes) ? bytes : std::string_view(latin1_to_utf8(bytes)));
  return cut ? out + " ..." : out;
}

}  // namespace shoal::data
