// The model registry of an MLflow server: named models, their versions, and aliases such as "champion".
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "shoal/threads.hpp"
#include "shoal/tracking.hpp"

namespace shoal {

struct ModelVersion {
  std::string name, version;         ///< "customers", "3"
  std::vector<std::string> aliases;  ///< where they were asked for
  std::string run_id;                ///< that made it; may be empty
  std::int64_t created = 0;          ///< milliseconds since 1970
  std::map<std::string, std::string> tags;
};

/// Every version of the model `name`, or of every model for "": models by name, their newest version first, with aliases.
/// Error{service} in the server's words, for a model that is not there too.
std::vector<ModelVersion> list_registered(const TrackingSettings& settings, const std::string& name,
                                          const Cancellation* cancellation = nullptr);

/// Gives the alias to that version, and so takes it from another one, which is returned ("" for none or for the same).
/// Error{usage} for an alias that cannot be; Error{service} for a model or version that is not there.
std::string promote_registered(const TrackingSettings& settings, const std::string& name, const std::string& version,
                               const std::string& alias, const Cancellation* cancellation = nullptr);

/// Whether the text means a registered model, and no folder: it begins with "models:/".
bool names_registered_model(std::string_view text);

/// A version, and its files by their plain names, `largest` bytes at most each: Error{service} for one that is not there, is
/// larger, or comes at less than 10,000 bytes a second for as long as one exchange may take; Error{cancelled}.
struct RegisteredFiles {
  ModelVersion version;
  std::function<std::string(const std::string& name, std::uintmax_t largest)> read;
};

/// The model that `reference` means ("models:/NAME@ALIAS" or "models:/NAME/VERSION"), read through the server's artifact proxy
/// into memory: nothing is left on a disk, whatever ends the process. Error{usage} for a reference that is none; Error{service}
/// for one that is not there, a server that does not pass artifacts on, or an address of artifacts that leads elsewhere. What is
/// in the files is for load_model() to judge.
RegisteredFiles open_registered(const TrackingSettings& settings, std::string_view reference,
                                const Cancellation* cancellation = nullptr);

}  // namespace shoal
