// What is to be sent and what was: an append-only file of JSON lines (docs/formats/tracking-journal.md).
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/descriptor.hpp"
#include "tracking/answers.hpp"

namespace shoal::tracking {

enum class Call : std::uint8_t {
  create,    ///< makes a run; body: that of runs/create without experiment_id
  use,       ///< a run that a job opened; body: {"run_id": ...}
  batch,     ///< runs/log-batch
  inputs,    ///< runs/log-inputs
  artifact,  ///< uploads `file` as `path`
  enrol,     ///< model-versions/create for the model at `path`, and what goes before and after it
  end,       ///< runs/update with status and end_time
};
std::string_view call_name(Call call);

/// One thing to be done at the server. Bodies are JSON objects as text, without the ids that only the server knows.
struct Operation {
  std::string run;  ///< "" is the main run, "k=4" a child
  Call call = Call::batch;
  std::string body;
  std::filesystem::path file;  ///< as written into the journal: relative to the run folder when it lies inside
  std::string path;            ///< among the artifacts of the run; of Call::enrol the folder of the model
  std::string sha256;          ///< of the file when it was logged: another file under that name is not sent
};

/// First line of a journal: who runs where. No secrets.
struct JournalHead {
  std::string key;     ///< random, unique; the name of the file
  std::string server;  ///< Address::base
  std::string experiment_name, experiment_id;
};

/// A journal as it was read.
struct JournalContent {
  JournalHead head;
  std::vector<Operation> operations;
  std::vector<bool> settled;                   ///< an operation that was done, or refused for good
  std::map<std::string, Run> runs;             ///< those that the server has made or shown
  std::map<std::size_t, std::string> refused;  ///< operation -> the server's words
};

/// Whether a file is a journal of ours: its name is a random key, and its first line is the head of a journal with that key.
/// Links and other than regular files are none. Changes nothing.
bool is_journal(const std::filesystem::path& path);

/// The text of a journal; a line that was not written to its end is left out. Error{data} with the line for anything that is
/// no journal. O(length).
JournalContent parse_journal(std::string_view text, const std::string& where);

/// Appends to the file, one write() a line, so that a process that is killed leaves whole lines. The file is locked while it
/// is open: another process can tell whether its writer lives.
class Journal {
 public:
  /// Starts a journal at `path`, which appears with its first line; Error{data} when it cannot be written.
  Journal(std::filesystem::path path, const JournalHead& head);
  /// Goes on with one; nothing when another process has it open. A last line that was cut off is removed, once all others are
  /// known to be those of a journal. Error{data} as parse_journal.
  static std::optional<Journal> open(const std::filesystem::path& path, JournalContent& content);

  void add(std::size_t number, const Operation& operation);
  void done(std::size_t number, const Run* run = nullptr);
  void refused(std::size_t number, const std::string& words);
  /// Removes the file.
  void remove();

 private:
  Journal() = default;
  void append(const std::string& line);

  std::filesystem::path path_;
  detail::Descriptor open_;
};

}  // namespace shoal::tracking
