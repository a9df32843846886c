#include "tracking/journal.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/lock.hpp"
#include "base/temporary_name.hpp"
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

/// The longest first line that is looked at.
constexpr std::size_t k_longest_head = std::size_t{1} << 16;

/// A regular file, opened as it stands there; nothing for a link, a pipe, or what is not there.
detail::Descriptor open_plain(const fs::path& path, int how) {
  detail::Descriptor open(::open(path.c_str(), how | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat found {};
  if (open && (fstat(open.number(), &found) != 0 || !S_ISREG(found.st_mode))) return detail::Descriptor();
  return open;
}

}  // namespace

bool is_journal(const fs::path& path) {
  const std::string key = path.stem().string();
  if (path.extension() != ".jsonl" || !detail::is_random_id(key)) return false;
  const detail::Descriptor open = open_plain(path, O_RDONLY);
  std::string text(k_longest_head, '\0');
  const ssize_t got = open ? ::read(open.number(), text.data(), text.size()) : 0;
  if (got <= 0) return false;
  text.resize(static_cast<std::size_t>(got));
  text.resize(text.find('\n') + 1);  // 0 when there is none
  try {
    return parse_journal(text, path.string()).head.key == key;
  } catch (const Error&) {
    return false;
  }
}

Journal::Journal(fs::path path, const JournalHead& head) : path_(std::move(path)) {
  std::error_code failed;
  fs::create_directories(path_.parent_path(), failed);
  const fs::path stem = path_.parent_path() / "journal";
  detail::remove_dead_siblings(stem);
  const fs::path begun = detail::temporary_sibling(stem);
  open_ = detail::Descriptor(::open(begun.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666));
  if (!open_) refuse("the tracking journal cannot be made", path_);
  detail::try_lock(open_.number());
  try {
    append(head_line(head));
    if (::rename(begun.c_str(), path_.c_str()) != 0) refuse("the tracking journal cannot be made", path_);
  } catch (...) {
    ::unlink(begun.c_str());
    throw;
  }
}

std::optional<Journal> Journal::open(const fs::path& path, JournalContent& content) {
  Journal journal;
  journal.path_ = path;
  journal.open_ = open_plain(path, O_RDWR | O_APPEND);
  if (!journal.open_) refuse("the tracking journal cannot be opened", path);
  const bool ours = detail::try_lock(journal.open_.number()) != detail::Lock::busy;
  if (!ours || !detail::is_at(journal.open_.number(), path)) return std::nullopt;
  const std::string text = read_file(path);
  const std::size_t whole = text.rfind('\n') + 1;  // 0 when there is none
  content = parse_journal(text, path.string());
  if (content.head.key.empty()) {
    throw Error(ErrorCode::data, "this is not a tracking journal", "move it away", path.string());
  }
  if (whole < text.size() && ftruncate(journal.open_.number(), static_cast<off_t>(whole)) != 0) {
    refuse("the tracking journal cannot be mended", path);
  }
  return journal;
}

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
    const ssize_t count = ::write(open_.number(), line.data() + written, line.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) refuse("the tracking journal cannot be written", path_);
    written += static_cast<std::size_t>(count);
  }
}

}  // namespace shoal::tracking
