#include "tracking/journal.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "shoal/error.hpp"
#include "shoal/files.hpp"
#include "tracking/journal_text.hpp"

namespace shoal::tracking {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void refuse(const std::string& what, const fs::path& path) {
  throw Error(ErrorCode::data, what + ": " + std::strerror(errno), "check the folder and the space on its disk",
              path.string());
}

/// False when another process holds it. A file system that knows no locks counts as free.
bool lock(int descriptor) { return flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK; }

}  // namespace

Journal::Journal(fs::path path, const JournalHead& head) : path_(std::move(path)) {
  std::error_code failed;
  fs::create_directories(path_.parent_path(), failed);
  descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
  if (descriptor_ < 0) refuse("the tracking journal cannot be made", path_);
  lock(descriptor_);
  try {
    append(head_line(head));
  } catch (...) {
    ::close(descriptor_);
    throw;
  }
}

std::optional<Journal> Journal::open(const fs::path& path, JournalContent& content) {
  Journal journal;
  journal.path_ = path;
  journal.descriptor_ = ::open(path.c_str(), O_RDWR | O_APPEND | O_CLOEXEC);
  if (journal.descriptor_ < 0) refuse("the tracking journal cannot be opened", path);
  if (!lock(journal.descriptor_)) return std::nullopt;
  std::string text = read_file(path);
  const std::size_t whole = text.rfind('\n') + 1;  // 0 when there is none
  if (whole < text.size() && ftruncate(journal.descriptor_, static_cast<off_t>(whole)) != 0) {
    refuse("the tracking journal cannot be mended", path);
  }
  content = parse_journal(text, path.string());
  return journal;
}

Journal::~Journal() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Journal::Journal(Journal&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

void Journal::add(std::size_t number, const Operation& operation) { append(operation_line(number, operation)); }
void Journal::done(std::size_t number, const Run* run) { append(done_line(number, run)); }
void Journal::refused(std::size_t number, const std::string& words) { append(refused_line(number, words)); }

void Journal::remove() {
  std::error_code ignored;
  fs::remove(path_, ignored);
}

void Journal::append(const std::string& line) {
  std::size_t written = 0;
  while (written < line.size()) {
    const ssize_t count = ::write(descriptor_, line.data() + written, line.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) refuse("the tracking journal cannot be written", path_);
    written += static_cast<std::size_t>(count);
  }
}

}  // namespace shoal::tracking
