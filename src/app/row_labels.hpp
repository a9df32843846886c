// Labels and the rows that they belong to.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "app/session.hpp"
#include "shoal/table.hpp"

namespace shoal::app {

/// The rows of a table that labels are matched with.
struct LabelledRows {
  std::string file;
  std::int64_t count = 0;
  std::string id_name;
  std::vector<std::string> ids;  ///< `count`, or empty
};

/// Labels of a file.
struct LabelFile {
  std::string path;
  LabelTable table;
};

/// Labels of a file, with ids where it has a column of them: one of the name of the rows' own, one that is named as ids are, or
/// one that holds just the rows' ids under another name.
LabelFile read_label_file(Session& session, const std::filesystem::path& path, const std::string& column,
                          const LabelledRows& rows, FirstLine first_line);

/// The labels in the order of the rows: by their ids where both have some and are two files, else in the order of the file; says which.
/// Error{data} names the first id that is missing, doubled or unknown, or that there are more or fewer labels than rows.
/// Takes the labels, their names stay. Rows without ids take those of labels that go by order.
std::vector<std::int32_t> match_labels(Session& session, LabelFile& labels, LabelledRows& rows);

}  // namespace shoal::app
