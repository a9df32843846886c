#include "packed.hpp"

#include <cstdint>

namespace shoal::test {
namespace {

std::string little_endian(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(i < 8 ? (value >> (8 * i)) & 0xFF : 0);
  return out;
}

std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFFu;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320u : 0u);
  }
  return ~crc;
}

}  // namespace

std::string gzip(std::string_view bytes) {
  const std::string header("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", 10);
  const std::string block = "\x01" + little_endian(bytes.size(), 2) + little_endian(~bytes.size(), 2);
  return header + block + std::string(bytes) + little_endian(crc32(bytes), 4) + little_endian(bytes.size(), 4);
}

std::string zip(const std::map<std::string, std::string>& entries) {
  std::string out, directory;
  for (const auto& [name, bytes] : entries) {
    // Version 2.0, no flags, stored, the first of January 1980; checksum, sizes, length of the name, nothing extra.
    const std::string about = little_endian(20, 2) + little_endian(0, 2) + little_endian(0, 2) +
                              little_endian(0x00210000, 4) + little_endian(crc32(bytes), 4) +
                              little_endian(bytes.size(), 4) + little_endian(bytes.size(), 4) +
                              little_endian(name.size(), 2) + little_endian(0, 2);
    directory +=
        "PK\x01\x02" + little_endian(20, 2) + about + little_endian(0, 10) + little_endian(out.size(), 4) + name;
    out += "PK\x03\x04" + about + name + bytes;
  }
  const std::uint64_t count = entries.size();
  return out + directory + "PK\x05\x06" + little_endian(0, 4) + little_endian(count, 2) + little_endian(count, 2) +
         little_endian(directory.size(), 4) + little_endian(out.size(), 4) + little_endian(0, 2);
}

std::string zstd(std::string_view bytes) {
  // Frame header: one segment, its size in 4 bytes. Block header: last, raw, size.
  return "\x28\xb5\x2f\xfd\xa0" + little_endian(bytes.size(), 4) + little_endian(bytes.size() << 3 | 1, 3) +
         std::string(bytes);
}

}  // namespace shoal::test
