#pragma once

namespace shoal::test {

#if defined(__SANITIZE_THREAD__)
inline constexpr bool k_thread_sanitizer = true;
#else
inline constexpr bool k_thread_sanitizer = false;
#endif
#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool k_address_sanitizer = true;
#else
inline constexpr bool k_address_sanitizer = false;
#endif

/// Sanitizers slow code down ten times and more and look at each line, not at many numbers: fewer and smaller cases do.
inline constexpr bool k_sanitized = k_thread_sanitizer || k_address_sanitizer;

template <class T>
constexpr T unless_sanitized(T plain, T sanitized) {
  return k_sanitized ? sanitized : plain;
}

}  // namespace shoal::test
