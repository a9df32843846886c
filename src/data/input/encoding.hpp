// Bytes and the characters they stand for.
#pragma once

#include <string>
#include <string_view>

namespace shoal::data {

/// Whether the bytes are UTF-8. O(n), several GB/s.
bool is_utf8(std::string_view bytes);

/// ISO-8859-1 as UTF-8; the bytes 0x80 to 0x9F, which it leaves to control characters, are read as Windows-1252 where
/// that defines them (WHATWG Encoding does the same). One to one, so distinct texts stay distinct.
std::string latin1_to_utf8(std::string_view bytes);

/// A text for an error message: UTF-8, printable(), cut after `most` bytes.
std::string shown(std::string_view bytes, std::size_t most = 240);

}  // namespace shoal::data
