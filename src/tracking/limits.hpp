// What MLflow takes in one call, and what is logged cut to fit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace shoal::tracking {

/// MLflow refuses more, or cuts it silently; in bytes, which are never fewer than its characters.
inline constexpr std::size_t k_longest_key = 250, k_longest_param = 6000, k_longest_tag = 8000;
inline constexpr std::size_t k_most_metrics = 1000, k_most_params = 100, k_most_tags = 100, k_most_together = 1000;
inline constexpr std::size_t k_largest_batch = 900'000;  ///< bytes of values and keys; a call may have 1 MB
inline constexpr std::size_t k_longest_digest = 36;

struct Metric {
  std::string key;
  double value = 0.0;
  std::int64_t timestamp = 0;  ///< milliseconds since 1970
  std::int64_t step = 0;
};
struct Entry {
  std::string key, value;
};
struct Log {
  std::vector<Metric> metrics;
  std::vector<Entry> params, tags;
};

/// The text as a key of MLflow: letters, digits, "_-. /:"; anything else becomes "_", an empty, "." or ".." part of a path
/// too; at most k_longest_key bytes.
std::string as_key(std::string_view text);

/// The text, or its beginning (cut between UTF-8 characters) and "... [cut: 12,345 bytes]"; at most `limit` bytes, which is
/// at least 40.
std::string shortened(std::string_view text, std::size_t limit);

/// The bodies of runs/log-batch, without run_id, each within every limit; keys and values are brought within theirs. Values
/// that are not finite are sent as the texts "NaN", "Infinity", "-Infinity": a bare NaN would be stored as 0. O(entries).
std::vector<std::string> batches(const Log& log);

}  // namespace shoal::tracking
