#include "shoal/files.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <functional>
#include <set>

#include "errors.hpp"
#include "shoal/error.hpp"
#include "temporary_folder.hpp"

namespace shoal {
namespace {

namespace fs = std::filesystem;
using test::TemporaryFolder;
using testing::HasSubstr;

std::set<std::string> names_in(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.insert(entry.path().filename());
  return names;
}

void expect_error(const std::function<void()>& call, const fs::path& where, const std::string& message) {
  try {
    call();
    ADD_FAILURE() << "no error about " << where;
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::data);
    EXPECT_EQ(error.where(), where.string());
    EXPECT_THAT(error.message(), HasSubstr(message));
    EXPECT_FALSE(error.hint().empty());
  }
}

/// Root may write anywhere, so permissions are tried as nobody.
class AsNobody {
 public:
  AsNobody() : before_(geteuid()) {
    if (before_ == 0 && seteuid(65534) != 0) ADD_FAILURE() << "seteuid";
  }
  ~AsNobody() {
    if (before_ == 0 && seteuid(0) != 0) ADD_FAILURE() << "seteuid";
  }

 private:
  uid_t before_;
};

/// No file may grow beyond `bytes` in this scope: a full disk.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit low{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &low);
  }
  ~FileSizeLimit() { setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

TEST(OutputFile, AppearsOnCommit) {
  const TemporaryFolder folder;
  {
    OutputFile file(folder / "a.csv");
    file.write("one,");
    file.write("two");
    EXPECT_FALSE(fs::exists(folder / "a.csv"));
    EXPECT_EQ(file.temporary().parent_path(), folder.path());
    file.commit();
  }
  EXPECT_EQ(read_file(folder / "a.csv"), "one,two");
  EXPECT_EQ(names_in(folder.path()), std::set<std::string>{"a.csv"});
}

TEST(OutputFile, LeavesNothingWithoutCommit) {
  const TemporaryFolder folder;
  write_file(folder / "a", "old");
  const auto crash = [&] {
    OutputFile file(folder / "a");
    file.write("new");
    throw std::runtime_error("crash");
  };
  EXPECT_THROW(crash(), std::runtime_error);
  EXPECT_EQ(read_file(folder / "a"), "old");
  EXPECT_EQ(names_in(folder.path()), std::set<std::string>{"a"});
}

TEST(OutputFile, MovesWithItsFile) {
  const TemporaryFolder folder;
  OutputFile first(folder / "a");
  first.write("1");
  {
    OutputFile second(std::move(first));
    second.write("2");
    second.commit();
  }
  EXPECT_EQ(read_file(folder / "a"), "12");
}

TEST(OutputFile, TakesWhatALibraryWroteUnderItsName) {
  const TemporaryFolder folder;
  OutputFile file(folder / "a");
  std::ofstream(file.temporary()) << "by another hand";
  file.commit();
  EXPECT_EQ(read_file(folder / "a"), "by another hand");
}

TEST(OutputFile, FollowsALinkAndKeepsIt) {
  const TemporaryFolder folder;
  write_file(folder / "target", "old");
  fs::create_symlink("target", folder / "link");
  write_file(folder / "link", "new");
  EXPECT_TRUE(fs::is_symlink(folder / "link"));
  EXPECT_EQ(read_file(folder / "target"), "new");
}

TEST(OutputFile, TakesTheLongestName) {
  const TemporaryFolder folder;
  const std::string name(255, 'x');
  write_file(folder / name, "1");
  EXPECT_EQ(read_file(folder / name), "1");
  expect_error([&] { write_file(folder / (name + "x"), "1"); }, folder / (name + "x"), "too long");
}

TEST(OutputFile, SaysWhyItCannotBeWritten) {
  const TemporaryFolder folder;
  expect_error([&] { write_file(folder.path(), "x"); }, folder.path(), "it is a folder");
  expect_error([&] { write_file(folder / "no" / "a", "x"); }, folder / "no" / "a", "no such file or folder");
  write_file(folder / "file", "x");
  expect_error([&] { write_file(folder / "file" / "a", "x"); }, folder / "file" / "a", "not a folder");
  expect_error([&] { write_file("", "x"); }, "", "no such file or folder");
}

TEST(OutputFile, NeedsPermission) {
  const TemporaryFolder folder;
  fs::permissions(folder.path(), fs::perms::owner_read | fs::perms::owner_exec | fs::perms::others_exec);
  {
    const AsNobody nobody;
    expect_error([&] { write_file(folder / "a", "x"); }, folder / "a", "no permission");
  }
  fs::permissions(folder.path(), fs::perms::owner_all);
  EXPECT_TRUE(names_in(folder.path()).empty());
}

TEST(OutputFile, SaysThatTheDiskIsFull) {
  const TemporaryFolder folder;
  {
    const FileSizeLimit limit(1000);
    expect_error([&] { write_file(folder / "a", std::string(5000, 'x')); }, folder / "a", "limit on file sizes");
  }
  EXPECT_TRUE(names_in(folder.path()).empty());
  expect_error([] { write_file("/dev/full", "x"); }, "/dev/full", "no space is left on the disk");
  EXPECT_TRUE(fs::is_character_file("/dev/full"));
}

TEST(OutputFile, WritesIntoADeviceInPlace) {
  write_file("/dev/null", "gone");
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST(OutputFolder, AppearsAsAWhole) {
  const TemporaryFolder scratch;
  const fs::path folder = scratch / "a/b";
  {
    OutputFolder out(folder / "", FolderKind::run);
    write_file(out.staged("run.json"), "{}");
    write_file(out.staged("model/model.json"), "{1}");
    for (const std::string& name : names_in(folder)) EXPECT_EQ(name.front(), '.');
    out.commit();
  }
  EXPECT_EQ(names_in(folder), (std::set<std::string>{"model", "run.json", "shoal.manifest"}));
  EXPECT_EQ(read_file(folder / "model/model.json"), "{1}");
}

TEST(OutputFolder, LeavesNothingWithoutCommit) {
  const TemporaryFolder scratch;
  { write_file(OutputFolder(scratch / "a/b/c", FolderKind::run).staged("model/x"), "1"); }
  EXPECT_TRUE(names_in(scratch.path()).empty());
}

TEST(OutputFolder, KeepsAFolderThatWasThere) {
  const TemporaryFolder scratch;
  write_file(scratch / "notes.txt", "mine");
  { write_file(OutputFolder(scratch.path(), FolderKind::run).staged("x"), "1"); }
  EXPECT_EQ(names_in(scratch.path()), std::set<std::string>{"notes.txt"});
}

/// What a folder holds after two runs, the second without "stale".
TEST(OutputFolder, ReplacesItsOwnFilesOnly) {
  const TemporaryFolder scratch;
  write_file(scratch / "notes.txt", "mine");
  fs::create_directory(scratch / "model");
  write_file(scratch / "model/train.py", "mine");
  for (const std::string run : {"old", "new"}) {
    OutputFolder out(scratch.path(), FolderKind::run);
    write_file(out.staged("model/model.json"), run);
    if (run == "old") write_file(out.staged("model/stale"), run);
    write_file(out.staged("run.json"), run);
    out.commit();
  }
  EXPECT_EQ(read_file(scratch / "notes.txt"), "mine");
  EXPECT_EQ(read_file(scratch / "run.json"), "new");
  EXPECT_EQ(names_in(scratch / "model"), (std::set<std::string>{"model.json", "train.py"}));
  EXPECT_EQ(names_in(scratch.path()), (std::set<std::string>{"model", "notes.txt", "run.json", "shoal.manifest"}));
}

TEST(OutputFolder, RefusesWhatIsNotItsOwn) {
  const TemporaryFolder scratch;
  write_file(scratch / "run.json", "mine");
  OutputFolder out(scratch.path(), FolderKind::run);
  write_file(out.staged("run.json"), "new");
  const std::vector<std::function<void()>> calls{[&] { out.expect({"run.json"}); }, [&] { out.commit(); }};
  for (const auto& call : calls) {
    const Error error = test::error_of(call);
    EXPECT_EQ(error.code(), ErrorCode::usage);
    EXPECT_EQ(error.where(), (scratch / "run.json").string());
  }
  EXPECT_EQ(read_file(scratch / "run.json"), "mine");
}

TEST(OutputFolder, AddsToWhatIsThere) {
  const TemporaryFolder scratch;
  {
    OutputFolder out(scratch.path(), FolderKind::run);
    write_file(out.staged("run.json"), "1");
    out.commit();
    write_file(out.staged("tracking.json"), "2");
    out.add();
  }
  EXPECT_EQ(names_in(scratch.path()), (std::set<std::string>{"run.json", "shoal.manifest", "tracking.json"}));
  EXPECT_EQ(read_manifest(scratch.path())->files.size(), 2U);
  check_folder(scratch.path(), {"run.json", "tracking.json"}, true, ErrorCode::data);
}

TEST(OutputFolder, IsWrittenByOneAtATime) {
  const TemporaryFolder scratch;
  const OutputFolder out(scratch / "run", FolderKind::run);
  expect_error([&] { OutputFolder(scratch / "run", FolderKind::run); }, scratch / "run", "another shoal process");
}

/// A rename that fails: a folder below is not writable any more.
TEST(OutputFolder, KeepsWhatWasThereWhenARenameFails) {
  const TemporaryFolder scratch;
  const auto write = [&](const std::string& run, auto&& before_commit) {
    OutputFolder out(scratch.path(), FolderKind::run);
    write_file(out.staged("a.csv"), run);
    write_file(out.staged("z/b.csv"), run);
    write_file(out.staged("run.json"), run);
    before_commit(out);
    out.commit();
  };
  write("old", [](auto&) {});
  const std::string manifest = read_file(scratch / "shoal.manifest");
  EXPECT_THROW(write("new",
                     [&](OutputFolder& out) {
                       // Between the look at the places and the renames: a file of the staging folder goes.
                       const fs::path staged = out.staged("z/b.csv");
                       fs::remove(staged);
                       fs::create_directory(staged);
                     }),
               std::exception);
  EXPECT_EQ(read_file(scratch / "a.csv"), "old");
  EXPECT_EQ(read_file(scratch / "z/b.csv"), "old");
  EXPECT_EQ(read_file(scratch / "shoal.manifest"), manifest);
  EXPECT_EQ(names_in(scratch.path()), (std::set<std::string>{"a.csv", "run.json", "shoal.manifest", "z"}));
}

TEST(OutputFolder, RemovesWhatDeadRunsLeft) {
  const TemporaryFolder scratch;
  const std::string id(32, 'a');
  for (const char* name : {".shoal.%.part", ".notes.%.part", ".shoal.7-1.part"}) {
    std::string left = name;
    if (left.find('%') != std::string::npos) left.replace(left.find('%'), 1, id);
    fs::create_directories(scratch / left / "new");
  }
  fs::create_symlink(scratch.path(), scratch / (".shoal." + std::string(32, 'b') + ".part"));
  write_file(scratch / "x.csv", "1");
  std::ofstream(scratch / (".x.csv." + id + ".part")) << "rows";
  std::ofstream(scratch / (".y.csv." + id + ".part")) << "rows";
  write_file(scratch / "x.csv", "2");
  { OutputFolder(scratch.path(), FolderKind::run); }
  EXPECT_EQ(names_in(scratch.path()),
            (std::set<std::string>{".notes." + id + ".part", ".shoal.7-1.part",
                                   ".shoal." + std::string(32, 'b') + ".part", ".y.csv." + id + ".part", "x.csv"}));
}

TEST(OutputFolder, SaysWhyItCannotBeMade) {
  const TemporaryFolder scratch;
  write_file(scratch / "file", "x");
  expect_error([&] { OutputFolder(scratch / "file", FolderKind::run); }, scratch / "file", "not a folder");
  expect_error([&] { OutputFolder(scratch / "file/sub", FolderKind::run); }, scratch / "file/sub", "not a folder");
  fs::permissions(scratch.path(), fs::perms::owner_read | fs::perms::owner_exec | fs::perms::others_exec);
  {
    const AsNobody nobody;
    expect_error([&] { OutputFolder(scratch / "new", FolderKind::run); }, scratch / "new", "no permission");
    expect_error([&] { OutputFolder(scratch.path(), FolderKind::run); }, scratch.path(), "no permission");
  }
  fs::permissions(scratch.path(), fs::perms::owner_all);
  EXPECT_EQ(names_in(scratch.path()), std::set<std::string>{"file"});
}

TEST(OutputFolder, ErrorsNameTheFileAsItWillBe) {
  const TemporaryFolder scratch;
  OutputFolder out(scratch / "run", FolderKind::run);
  const FileSizeLimit limit(1000);
  expect_error([&] { write_file(out.staged("model/a"), std::string(5000, 'x')); }, scratch / "run/model/a",
               "limit on file sizes");
}

TEST(ReadFile, ReadsWholeFiles) {
  const TemporaryFolder folder;
  std::string bytes(300'000, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 7);
  write_file(folder / "a", bytes);
  EXPECT_EQ(read_file(folder / "a"), bytes);
  write_file(folder / "empty", "");
  EXPECT_EQ(read_file(folder / "empty"), "");
  EXPECT_FALSE(read_file("/proc/self/status").empty());  // a file that claims to be empty
}

TEST(ReadFile, SaysWhyItCannotBeRead) {
  const TemporaryFolder folder;
  expect_error([&] { read_file(folder / "no"); }, folder / "no", "no such file");
  expect_error([&] { read_file(folder.path()); }, folder.path(), "it is a folder");
  expect_error([&] { sha256_file(folder / "no"); }, folder / "no", "no such file");
}

// FIPS 180-4 examples (NIST CSRC, SHA256.pdf) and, for the long one, sha256sum of GNU coreutils 9.1.
TEST(Sha256, GivesTheKnownAnswers) {
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  const TemporaryFolder folder;
  write_file(folder / "a", std::string(1'000'000, 'a'));
  EXPECT_EQ(sha256_file(folder / "a"), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

/// Neither waits for a pipe nor reads a device to an end that it does not have.
TEST(ReadFile, TakesRegularFilesAlone) {
  const TemporaryFolder folder;
  ASSERT_EQ(mkfifo((folder / "pipe").c_str(), 0600), 0);
  expect_error([&] { read_file(folder / "pipe"); }, folder / "pipe", "pipe");
  for (const char* device : {"/dev/zero", "/dev/null"}) {
    expect_error([&] { read_file(device); }, device, "device");
    expect_error([&] { sha256_file(device); }, device, "device");
  }
  expect_error([&] { read_text("/dev/zero", 10); }, "/dev/zero", "device");
  expect_error([&] { read_file(folder.path()); }, folder.path(), "folder");
  const int listening = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string name = (folder / "s").string();
  ASSERT_LT(name.size(), sizeof address.sun_path);
  name.copy(address.sun_path, name.size());
  ASSERT_EQ(bind(listening, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  expect_error([&] { read_text(folder / "s", 10); }, folder / "s", "socket");
  close(listening);
}

TEST(ReadFile, IsBounded) {
  const TemporaryFolder folder;
  const auto path = folder.write("t", std::string(11, 'x'));
  EXPECT_EQ(read_file(path, 11).size(), 11u);
  expect_error([&] { read_file(path, 10); }, path, "larger than 10 B");
  fs::resize_file(path, std::uintmax_t{1} << 40);  // sparse
  expect_error([&] { read_file(path); }, path, "larger than 268 MB");
}

/// As a shell gives it: `--names <(program)`.
TEST(ReadText, TakesAPipeToo) {
  const TemporaryFolder folder;
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  ASSERT_EQ(write(ends[1], "names", 5), 5);
  close(ends[1]);
  const fs::path path = "/dev/fd/" + std::to_string(ends[0]);
  EXPECT_EQ(read_text(path, 10), "names");
  expect_error([&] { read_file(path); }, path, "pipe");
  close(ends[0]);
  EXPECT_EQ(read_text("/dev/null", 10), "");
}

}  // namespace
}  // namespace shoal
