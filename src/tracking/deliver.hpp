// One operation of a journal, done at the server.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "tracking/calls.hpp"
#include "tracking/journal.hpp"

namespace shoal::tracking {

struct Delivery {
  const JournalHead& head;
  const std::filesystem::path& folder;  ///< that relative files start from
  std::optional<Run> main;              ///< the main run, when the server has made it
  std::optional<Run> run;               ///< the run of the operation, likewise
  bool repeated = false;                ///< it may have been done before: the answer was lost, or we were
};

/// The value of k_key_tag of a run.
std::string run_key(const JournalHead& head, const std::string& run);

/// Does it, in one attempt a call; the run that came into being or was found for Call::create and Call::use. Doing it again
/// changes nothing: runs are found by their key, metrics keep their times, parameters their values, files their paths.
/// ServiceError as it comes; Outcome::refused for a file that has changed since.
std::optional<Run> deliver(Client& client, const Operation& operation, const Delivery& delivery);

}  // namespace shoal::tracking
