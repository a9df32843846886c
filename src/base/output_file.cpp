#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <string>
#include <system_error>
#include <utility>

#include "base/durable.hpp"
#include "base/file_errors.hpp"
#include "base/lock.hpp"
#include "base/temporary_name.hpp"
#include "shoal/error.hpp"
#include "shoal/files.hpp"

namespace shoal {
namespace {

namespace fs = std::filesystem;
using detail::throw_file_error;

/// Something that a rename must not replace: /dev/stdout, a pipe.
bool is_special(const fs::path& path) {
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  return fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status);
}

/// Where a chain of symbolic links ends, be there a file or not, so that commit() replaces the file and not the link.
fs::path link_target(fs::path path) {
  constexpr int k_longest_chain = 40;  // as the kernel has it
  std::error_code failed;
  for (int link = 0; fs::is_symlink(path, failed); ++link) {
    if (link == k_longest_chain) throw_file_error("write", path, ELOOP);
    const fs::path next = fs::read_symlink(path, failed);
    if (failed) throw_file_error("write", path, failed.value());
    path = path.parent_path() / next;
  }
  return path;
}

/// A write beyond RLIMIT_FSIZE raises SIGXFSZ, which would end the process without a message.
class FileSizeSignalBlocked {
 public:
  FileSizeSignalBlocked() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGXFSZ);
    pthread_sigmask(SIG_BLOCK, &set_, &before_);
  }
  ~FileSizeSignalBlocked() {
    const timespec at_once{};
    while (sigtimedwait(&set_, nullptr, &at_once) > 0) {
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  FileSizeSignalBlocked(const FileSizeSignalBlocked&) = delete;
  FileSizeSignalBlocked& operator=(const FileSizeSignalBlocked&) = delete;

 private:
  sigset_t set_{}, before_{};
};

}  // namespace

OutputFile::OutputFile(fs::path path, const Cancellation* cancellation)
    : given_(std::move(path)), path_(given_), cancellation_(cancellation) {
  if (path_ == "-") {
    throw Error(ErrorCode::usage, "this is not written to standard output",
                "give a file name (./- for one called \"-\")", "-");
  }
  if (is_special(path_)) {
    temporary_ = path_;
    descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor_ < 0) throw_file_error("write", path_, errno);
    return;
  }
  path_ = link_target(path_);
  std::error_code failed;
  if (fs::is_directory(path_, failed)) throw_file_error("write", path_, EISDIR);
  // The temporary file has a name of its own, which fits.
  if (failed == std::errc::filename_too_long) throw_file_error("write", path_, ENAMETOOLONG);
  refuse_part_of_folder(path_);
  create();
}

/// Makes the temporary file and locks it, so that nobody takes it for a dead process's.
void OutputFile::create() {
  if (detail::is_staged(path_)) {  // its folder is the caller's own
    temporary_ = path_;
    descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor_ < 0) throw_file_error("write", path_, errno);
    return;
  }
  detail::remove_dead_siblings(path_);
  while (true) {
    temporary_ = detail::temporary_sibling(path_);
    descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor_ < 0) throw_file_error("write", path_, errno);
    if (detail::try_lock(descriptor_) != detail::Lock::busy && detail::is_at(descriptor_, temporary_)) return;
    ::close(std::exchange(descriptor_, -1));
  }
}

OutputFile::~OutputFile() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  if (temporary_ != path_ || detail::is_staged(path_)) ::unlink(temporary_.c_str());
}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : given_(std::move(other.given_)),
      path_(std::move(other.path_)),
      temporary_(std::move(other.temporary_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      cancellation_(other.cancellation_) {}

void OutputFile::write(std::string_view bytes) {
  if (cancellation_ != nullptr) cancellation_->check();
  const FileSizeSignalBlocked blocked;
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw_file_error("write", path_, errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void OutputFile::withdraw() const {
  std::error_code ignored;
  if (fs::is_regular_file(path_, ignored)) fs::remove(path_, ignored);
}

void OutputFile::commit() {
  const bool in_place = temporary_ == path_;    // a device, or a file that its folder's commit() flushes
  if (!in_place) refuse_part_of_folder(path_);  // a folder may have been written since
  if (!in_place) {
    if (!detail::sync(descriptor_)) throw_file_error("write", path_, errno);
    // Still locked: another process that removes what dead ones left would take it for such.
    if (::rename(temporary_.c_str(), path_.c_str()) != 0) throw_file_error("write", path_, errno);
    ::close(std::exchange(descriptor_, -1));
    return detail::sync_folder_of(path_);
  }
  if (::close(std::exchange(descriptor_, -1)) == 0) return;
  const int number = errno;
  if (detail::is_staged(path_)) ::unlink(path_.c_str());
  throw_file_error("write", path_, number);
}

void expect_file(const fs::path& path) {
  if (path.empty() || path == "-" || is_special(path)) return;
  const OutputFile makes_and_removes(path);
}

void write_file(const fs::path& path, std::string_view bytes) {
  OutputFile file(path);
  file.write(bytes);
  file.commit();
}

}  // namespace shoal
