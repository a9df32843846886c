// The parts of one table among the files, folders and containers that a command was given.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data/containers/container.hpp"
#include "data/input/input_bytes.hpp"
#include "data/input/input_kind.hpp"
#include "shoal/reading.hpp"
#include "shoal/table.hpp"
#include "shoal/threads.hpp"

namespace shoal::data {

/// A folder called key=value, as Hive names them: a column that its files do not repeat.
struct FolderKey {
  std::string name, value;
};

/// One file, or a table in one.
struct InputPart {
  std::filesystem::path file;
  std::vector<FolderKey> keys{};                 ///< of the folders above it
  std::shared_ptr<const Container> container{};  ///< null for a file that is the table
  std::size_t member = 0;                        ///< of the container

  /// As errors call it: "shop.xlsx, sheet May".
  std::string name() const;
  /// Of a table in a container; empty for a file.
  std::string member_name() const { return container == nullptr ? std::string() : container->members()[member]; }
  std::unique_ptr<InputBytes> open() const;
};

struct InputParts {
  std::string name;              ///< what errors and records call the whole: the path, or "2021.csv and 11 more"
  InputKind kind{};              ///< of all files; what is in a zip file is CSV
  std::vector<InputPart> parts;  ///< in the order in which they are read
  std::vector<Decision> decisions;
  bool chosen = false;  ///< the tables of containers were named
};

/// The files themselves, and those of folders at any depth, in order of their names; of workbooks and zip files each table is a part,
/// or those that `chosen` names. Left out without a word: names that begin with "_" or ".". Left out and named in a decision: what is
/// no table, folders that shoal wrote, links to folders. Error{usage} for a pipe among several paths and a name that is not there;
/// Error{data} for files of different kinds, a folder without tables, and the folder of a table format that says which of its
/// files count.
InputParts input_parts(const std::vector<std::filesystem::path>& given, const std::vector<std::string>& chosen = {});

/// What was read of files that were not hashed on the way: their sizes and SHA-256, of each and of all in order. `rows`: of each part.
/// Reads them once more.
InputInfo files_info(const InputParts& input, const std::vector<std::int64_t>& rows, const ThreadPool& threads);

}  // namespace shoal::data
