#pragma once

#include <map>
#include <string>
#include <string_view>

namespace shoal::test {

/// The bytes as a gzip member (RFC 1952) of one stored block; at most 65,535 bytes.
std::string gzip(std::string_view bytes);
/// The bytes as a Zstandard frame (RFC 8878) of one raw block; at most 100,000 bytes.
std::string zstd(std::string_view bytes);
/// A zip file (APPNOTE.TXT 4.3) of these entries, each stored as it is.
std::string zip(const std::map<std::string, std::string>& entries);

}  // namespace shoal::test
