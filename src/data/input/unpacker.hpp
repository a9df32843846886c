// Packed bytes unpacked on the way.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "data/input/ahead_bytes.hpp"
#include "data/input/byte_source.hpp"

namespace shoal::data {

/// gzip, Zstandard, bzip2 or xz as the first bytes say, several members one after the other included; null for plain bytes. Its reading
/// is Error{data} when they are truncated or damaged. `packed` must outlive it; `name`: what errors name. Error{data} for a `path` that is
/// named .gz, .zst, .bz2 or .xz and is not.
std::unique_ptr<ByteSource> make_unpacker(AheadBytes& packed, const std::filesystem::path& path,
                                          const std::string& name);

}  // namespace shoal::data
