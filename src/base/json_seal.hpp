// The checksum that ends a JSON document of ours.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace shoal::detail {

/// The end of a document: the member "checksum", SHA-256 of all bytes before it.
std::string json_seal(std::string_view before);

enum class Seal : std::uint8_t { absent, broken, whole };
/// How a document ends. O(length).
Seal seal_of(std::string_view document);

/// The number of the first member, where that is "format": for documents that are too new to be read otherwise.
std::optional<std::uint64_t> leading_format(std::string_view document);

}  // namespace shoal::detail
