// Character classes of ASCII. The standard ones ask the global locale.
#pragma once

namespace shoal::detail {

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace shoal::detail
