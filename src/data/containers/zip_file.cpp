#include "data/containers/zip_file.hpp"

#include <zip.h>

#include <algorithm>
#include <utility>

#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal::data {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t k_most_zip_entries = 100'000;
constexpr std::uint64_t k_best_packing = 1032;

[[noreturn]] void throw_bad_zip(const fs::path& path, const std::string& reason) {
  throw Error(ErrorCode::data, "cannot be read as a zip file or Excel workbook: " + reason,
              "check that it is whole; write or copy it again", path.string());
}

struct CloseZip {
  void operator()(zip_t* zip) const { zip_discard(zip); }
};
struct CloseEntry {
  void operator()(zip_file_t* entry) const { zip_fclose(entry); }
};
using Zip = std::unique_ptr<zip_t, CloseZip>;

Zip open_zip(const fs::path& path) {
  int code = 0;
  Zip zip(zip_open(path.c_str(), ZIP_RDONLY, &code));
  if (zip != nullptr) return zip;
  zip_error_t error;
  zip_error_init_with_code(&error, code);
  const std::string reason = zip_error_strerror(&error);
  zip_error_fini(&error);
  throw_bad_zip(path, reason);
}

class EntryBytes : public ByteSource {
 public:
  EntryBytes(const fs::path& path, std::size_t number, std::uint64_t promised)
      : path_(path), left_(promised), zip_(open_zip(path)), entry_(zip_fopen_index(zip_.get(), number, 0)) {
    if (entry_ == nullptr) throw_bad_zip(path_, zip_strerror(zip_.get()));
  }

  std::size_t read(char* out, std::size_t size) override {
    std::size_t filled = 0;
    while (filled < size) {
      const zip_int64_t got = zip_fread(entry_.get(), out + filled, size - filled);
      if (got < 0) throw_bad_zip(path_, zip_file_strerror(entry_.get()));
      if (got == 0) break;
      if (static_cast<std::uint64_t>(got) > left_) throw_bad_zip(path_, "an entry holds more than the file promises");
      left_ -= static_cast<std::uint64_t>(got);
      filled += static_cast<std::size_t>(got);
    }
    return filled;
  }

 private:
  fs::path path_;
  std::uint64_t left_;
  Zip zip_;
  std::unique_ptr<zip_file_t, CloseEntry> entry_;
};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

}  // namespace

ZipFile::ZipFile(fs::path path) : path_(std::move(path)) {
  const Zip zip = open_zip(path_);
  const zip_int64_t count = zip_get_num_entries(zip.get(), 0);
  if (count > k_most_zip_entries) throw_bad_zip(path_, "it has more than " + grouped(k_most_zip_entries) + " entries");
  for (zip_int64_t i = 0; i < count; ++i) {
    zip_stat_t about;
    if (zip_stat_index(zip.get(), static_cast<zip_uint64_t>(i), 0, &about) != 0) {
      throw_bad_zip(path_, zip_strerror(zip.get()));
    }
    entries_.push_back({about.name == nullptr ? std::string() : about.name, about.size, about.comp_size,
                        about.encryption_method != ZIP_EM_NONE});
  }
}

std::optional<std::size_t> ZipFile::find(std::string_view name) const {
  const std::string wanted = lower(name);
  const auto at = std::ranges::find_if(entries_, [&](const Entry& entry) { return lower(entry.name) == wanted; });
  if (at == entries_.end()) return std::nullopt;
  return static_cast<std::size_t>(at - entries_.begin());
}

std::unique_ptr<ByteSource> ZipFile::open(std::size_t number) const {
  const Entry& entry = entries_[number];
  if (entry.locked) {
    throw Error(ErrorCode::data, "the entry " + entry.name + " has a password",
                "unpack the file, and give what was in it", path_.string());
  }
  if (entry.size / k_best_packing > entry.packed) {
    throw_bad_zip(path_, "the entry " + entry.name + " promises " + grouped(static_cast<std::int64_t>(entry.size)) +
                             " bytes out of " + grouped(static_cast<std::int64_t>(entry.packed)));
  }
  return std::make_unique<EntryBytes>(path_, number, entry.size);
}

}  // namespace shoal::data
