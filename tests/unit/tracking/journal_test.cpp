// The journal: what is written comes back, whatever a killed process left of it.
#include "tracking/journal.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <random>

#include "errors.hpp"
#include "shoal/files.hpp"
#include "temporary_folder.hpp"
#include "tracking/journal_text.hpp"

namespace shoal::tracking {
namespace {

namespace fs = std::filesystem;
using test::error_of;

const std::string k_key = "0123456789abcdef0123456789abcdef";
const JournalHead k_head{k_key, "http://host:5000", "an experiment", ""};
const Operation k_create{"", Call::create, R"({"run_name":"a"})", {}, "", ""};
const Operation k_batch{"k=4", Call::batch, R"({"metrics":[{"key":"m","value":"NaN"}]})", {}, "", ""};
const Operation k_file{"", Call::artifact, "", "model/ü.json", "model/ü.json", "0f"};
const Run k_run{"r1", "7", "mlflow-artifacts:/7/r1/artifacts"};

fs::path write_example(const test::TemporaryFolder& folder) {
  const fs::path path = folder / "mlflow" / (k_key + ".jsonl");
  Journal journal(path, k_head);
  journal.add(0, k_create);
  journal.add(1, k_batch);
  journal.done(0, &k_run);
  journal.add(2, k_file);
  journal.refused(1, "HTTP 400: no");
  return path;
}

TEST(Journal, ComesBack) {
  const test::TemporaryFolder folder;
  JournalContent content;
  ASSERT_TRUE(Journal::open(write_example(folder), content));
  EXPECT_EQ(content.head.key, k_key);
  EXPECT_EQ(content.head.server, "http://host:5000");
  EXPECT_EQ(content.head.experiment_name, "an experiment");
  ASSERT_EQ(content.operations.size(), 3U);
  EXPECT_EQ(content.operations[1].run, "k=4");
  EXPECT_EQ(content.operations[1].call, Call::batch);
  EXPECT_EQ(content.operations[1].body, k_batch.body);
  EXPECT_EQ(content.operations[2].file, k_file.file);
  EXPECT_EQ(content.operations[2].path, k_file.path);
  EXPECT_EQ(content.operations[2].sha256, "0f");
  EXPECT_EQ(content.settled, (std::vector<bool>{true, true, false}));
  EXPECT_EQ(content.runs.at("").id, "r1");
  EXPECT_EQ(content.runs.at("").artifact_uri, k_run.artifact_uri);
  EXPECT_EQ(content.refused.at(1), "HTTP 400: no");
}

TEST(Journal, IsReadUpToItsLastWholeLine) {
  const test::TemporaryFolder folder;
  const std::string text = read_file(write_example(folder));
  std::size_t operations = 0;
  for (std::size_t length = 0; length <= text.size(); ++length) {
    const fs::path cut = folder.write(k_key + ".jsonl", text.substr(0, length));
    EXPECT_EQ(is_journal(cut), length > text.find('\n'));
    if (!is_journal(cut)) continue;
    JournalContent content;
    {
      std::optional<Journal> journal = Journal::open(cut, content);
      ASSERT_TRUE(journal);
      EXPECT_GE(content.operations.size(), operations);
      operations = content.operations.size();
      journal->add(operations, k_batch);
    }
    ASSERT_TRUE(Journal::open(cut, content));
    EXPECT_EQ(content.operations.size(), operations + 1);
  }
  EXPECT_EQ(operations, 3U);
}

/// Not a byte of it changes, whatever its last line is.
TEST(Journal, OfSomebodyElseIsNone) {
  const test::TemporaryFolder folder;
  const std::string head = head_line(k_head), other(32, 'e');
  for (const auto& [name, text] : std::vector<std::pair<std::string, std::string>>{{"train", "{\"text\":\"mine\"}"},
                                                                                   {"train", head},
                                                                                   {other, head},
                                                                                   {k_key, "{\"a\":1}\n{\"b\""},
                                                                                   {k_key, ""},
                                                                                   {k_key, head.substr(0, 20)}}) {
    EXPECT_FALSE(is_journal(folder.write(name + ".jsonl", text))) << name << ": " << text;
  }
  const fs::path damaged = folder.write(k_key + ".jsonl", head + "{\"a\":1}\n{\"done\"");
  EXPECT_TRUE(is_journal(damaged));
  JournalContent content;
  EXPECT_EQ(error_of([&] { Journal::open(damaged, content); }).code(), ErrorCode::data);
  EXPECT_EQ(read_file(damaged), head + "{\"a\":1}\n{\"done\"");
}

/// Journals of older versions do not say what they are.
TEST(Journal, OfAnOlderVersionIsOne) {
  const test::TemporaryFolder folder;
  std::string head = head_line(k_head);
  const std::string what = ",\"what\":\"shoal tracking journal\"";
  ASSERT_NE(head.find(what), std::string::npos);
  EXPECT_TRUE(is_journal(folder.write(k_key + ".jsonl", head.erase(head.find(what), what.size()))));
}

TEST(Journal, IsHeldByOneAtATime) {
  const test::TemporaryFolder folder;
  const fs::path path = write_example(folder);
  JournalContent content;
  std::optional<Journal> first = Journal::open(path, content);
  ASSERT_TRUE(first);
  EXPECT_FALSE(Journal::open(path, content));
  first->remove();
  EXPECT_FALSE(fs::exists(path));
}

TEST(Journal, GarbageIsAnErrorWithItsLine) {
  const test::TemporaryFolder folder;
  const std::string text = read_file(write_example(folder));
  EXPECT_EQ(error_of([&] { parse_journal("{}\n", "x"); }).where(), "x, line 1");
  EXPECT_EQ(error_of([&] { parse_journal(text + "{\"done\":9}\n", "x"); }).where(), "x, line 7");
  const std::string head = head_line(k_head);
  const auto replaced = [](std::string whole, const std::string& from, const std::string& by) {
    return whole.replace(whole.find(from), from.size(), by);
  };
  for (const char* number : {"1.5", "1.0", "true", "7e61", "-1", "\"1\"", "null", "[1]"}) {
    const std::string other = replaced(head, "\"format\":1", std::string("\"format\":") + number);
    EXPECT_EQ(error_of([&] { parse_journal(other, "x"); }).where(), "x, line 1") << number;
    const std::string line = std::string("{\"done\":") + number + "}\n";
    EXPECT_EQ(error_of([&] { parse_journal(text + line, "x"); }).where(), "x, line 7") << number;
    const std::string first = replaced(text, "\"op\":0", std::string("\"op\":") + number);
    EXPECT_EQ(error_of([&] { parse_journal(first, "x"); }).where(), "x, line 2") << number;
  }
  std::mt19937 random(3);
  int refused = 0;
  for (int round = 0; round < 5000; ++round) {
    std::string broken = text;
    for (unsigned n = 1 + random() % 5; n > 0; --n)
      broken[random() % broken.size()] = static_cast<char>(random() % 256);
    try {
      const JournalContent content = parse_journal(broken, "x");
      EXPECT_EQ(content.settled.size(), content.operations.size());
    } catch (const Error& error) {
      ++refused;
      EXPECT_EQ(error.code(), ErrorCode::data);
    }
  }
  EXPECT_GT(refused, 1000);
}

TEST(Journal, AFolderThatCannotBeWrittenIsAnError) {
  EXPECT_EQ(error_of([] { Journal("/proc/none/mlflow/a.jsonl", k_head); }).code(), ErrorCode::data);
}

/// From elsewhere: nested so deep that to write it down again would take the whole stack.
TEST(Journal, NestedBeyondAnyIsRefused) {
  const std::string deep = std::string(1'000'000, '[') + std::string(1'000'000, ']');
  const std::string text = head_line(k_head) + R"({"op":0,"run":"","call":"log-batch","body":)" + deep + "}\n";
  EXPECT_EQ(error_of([&] { parse_journal(text, "j"); }).code(), ErrorCode::data);
}

}  // namespace
}  // namespace shoal::tracking
