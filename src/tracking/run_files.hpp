// The files of tracking inside a run folder: DIR/mlflow/KEY.jsonl, the journal, and DIR/mlflow/KEY/, texts to be uploaded.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "shoal/tracking.hpp"
#include "tracking/journal.hpp"

namespace shoal::tracking {

/// Knows which folders it had to make, so that nothing is left behind when there is nothing to keep.
class RunFiles {
 public:
  /// `folder` is made; what is there already is left alone. Never throws: a journal that cannot be written is missed later.
  RunFiles(std::filesystem::path folder, std::string key);

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path journal() const;
  /// Error{data} when DIR/mlflow is a symbolic link: what lies behind it is not ours to write to.
  void check() const;
  /// Writes a text to be uploaded as `path`; returns the file. Error{data}.
  std::filesystem::path write_text(const std::string& path, const std::string& text);
  /// Takes over the texts that an earlier process wrote: the files of the journal's operations that lie in DIR/mlflow/KEY.
  void adopt(const std::vector<Operation>& operations);
  /// Removes the texts, and the folders as far as they are empty and were made here.
  void remove() const;

 private:
  std::filesystem::path folder_, made_;
  std::string key_;
  std::vector<std::filesystem::path> texts_;  ///< below DIR/mlflow/KEY
};

/// The journals in `folder`/mlflow, by name; other files and links are left out. Error{data} when there is no such folder.
std::vector<std::filesystem::path> journals_in(const std::filesystem::path& folder);

/// The files of a tree in order of path: of a folder its manifest and the files that this names, as they were written, and
/// nothing else; a file is a tree of one.
std::vector<TrackedFile> each_file(const TrackedFile& tree);

}  // namespace shoal::tracking
