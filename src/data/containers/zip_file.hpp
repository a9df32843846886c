// A zip file: what is in it, and the bytes of each entry.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/input/byte_source.hpp"

namespace shoal::data {

class ZipFile {
 public:
  /// Reads the list of entries. Error{data} for a damaged file and for more than 100,000 entries.
  explicit ZipFile(std::filesystem::path path);

  struct Entry {
    std::string name;        ///< UTF-8
    std::uint64_t size = 0;  ///< unpacked, as the file promises
    std::uint64_t packed = 0;
    bool locked = false;  ///< by a password
  };
  const std::filesystem::path& path() const { return path_; }
  const std::vector<Entry>& entries() const { return entries_; }
  /// The number of the entry of that name, without case.
  std::optional<std::size_t> find(std::string_view name) const;

  /// The unpacked bytes; independent of this object and of other sources. Its reading is Error{data} when the checksum is wrong or
  /// more comes than was promised. Error{data} for an entry with a password, and for one that promises more than 1032 times what is
  /// stored, the most that deflate can pack: a trap, or damage.
  std::unique_ptr<ByteSource> open(std::size_t entry) const;

 private:
  std::filesystem::path path_;
  std::vector<Entry> entries_;
};

}  // namespace shoal::data
