// What a running command tells its caller. The library composes, the caller prints.
#pragma once

#include <cstdint>
#include <string_view>

namespace shoal {

/// Receiver of progress. Every method may be called from one thread at a time only. The default does nothing.
class Events {
 public:
  virtual ~Events() = default;
  /// The first line: version, device, seed.
  virtual void title(std::string_view text);
  /// A finished stage: verb ("Read") and the line after it ("541,909 lines of x.csv in 0.2 s"); further lines of the
  /// same stage have an empty verb.
  virtual void stage(std::string_view verb, std::string_view text);
  /// A stage begins ("Read"); it ends where the next begins, or at an empty verb.
  virtual void working(std::string_view verb);
  /// Part of a long stage: done of total (total 0: unknown) of `unit` ("fits", "rows"); done == total ends it.
  virtual void progress(std::string_view verb, std::int64_t done, std::int64_t total, std::string_view unit);
};

/// An Events that does nothing.
Events& no_events();

}  // namespace shoal
