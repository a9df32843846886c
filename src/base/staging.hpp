#pragma once

#include <filesystem>

#include "base/descriptor.hpp"

namespace shoal::detail {

/// A hidden folder of unguessable name that only this user may enter, gone with its owner. What dead processes left of the kind
/// is removed first.
class StagingFolder {
 public:
  /// Makes ".shoal.<id>.part" in `parent`; Error{data}.
  explicit StagingFolder(const std::filesystem::path& parent);
  ~StagingFolder();
  StagingFolder(StagingFolder&& other) noexcept = default;
  StagingFolder& operator=(StagingFolder&&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  Descriptor lock_;
};

}  // namespace shoal::detail
