// The lines of a journal.
#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/inner_path.hpp"
#include "shoal/error.hpp"
#include "tracking/journal.hpp"
#include "tracking/journal_text.hpp"
#include "tracking/json_text.hpp"

namespace shoal::tracking {

namespace {

using Json = nlohmann::json;

const std::string k_what = "shoal tracking journal";

constexpr std::array<std::pair<Call, std::string_view>, 7> k_calls{{{Call::create, "create"},
                                                                    {Call::use, "use"},
                                                                    {Call::batch, "log-batch"},
                                                                    {Call::inputs, "log-inputs"},
                                                                    {Call::artifact, "artifact"},
                                                                    {Call::enrol, "register"},
                                                                    {Call::end, "end"}}};

std::string line_of(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"; }

std::optional<Call> call_of(const std::string& name) {
  for (const auto& [call, its_name] : k_calls) {
    if (its_name == name) return call;
  }
  return std::nullopt;
}

/// A number that counts. Not by get() alone, which takes 0.5, true and 1e61 for whole numbers.
std::size_t whole_at(const Json& line, const char* key) {
  const Json& value = line.at(key);
  if (!value.is_number_unsigned()) throw Json::other_error::create(501, "no whole number", &line);
  return value.get<std::size_t>();
}

Operation operation_of(const Json& line, std::size_t number) {
  if (whole_at(line, "op") != number) throw Json::other_error::create(501, "out of order", &line);
  const std::optional<Call> call = call_of(line.at("call").get<std::string>());
  if (!call) throw Json::other_error::create(501, "unknown call", &line);
  Operation operation{line.at("run").get<std::string>(), *call, "", line.value("file", ""), line.value("path", ""),
                      line.value("sha256", "")};
  if (line.contains("body")) operation.body = line.at("body").dump();
  const bool needs_path = *call == Call::artifact || *call == Call::enrol;
  if (needs_path && !detail::is_inner_path(operation.path)) throw Json::other_error::create(501, "a path", &line);
  const bool own_file = operation.file.is_absolute() || detail::is_inner_path(operation.file.string());
  if (*call == Call::artifact && !own_file) throw Json::other_error::create(501, "a file", &line);
  return operation;
}

void settle(JournalContent& content, const Json& line, const char* key) {
  const std::size_t number = whole_at(line, key);
  content.settled.at(number) = true;
  if (line.contains("run_id")) {
    content.runs[content.operations.at(number).run] = {line.at("run_id").get<std::string>(),
                                                       line.at("experiment_id").get<std::string>(),
                                                       line.at("artifact_uri").get<std::string>()};
  }
  if (line.contains("why")) content.refused[number] = line.at("why").get<std::string>();
}

void read_line(JournalContent& content, const Json& line) {
  if (line.contains("op")) {
    content.operations.push_back(operation_of(line, content.operations.size()));
    content.settled.push_back(false);
  } else {
    settle(content, line, line.contains("done") ? "done" : "refused");
  }
}

JournalHead head_of(const Json& line) {
  // Journals of older versions do not say what they are.
  if (line.value("what", k_what) != k_what) throw Json::other_error::create(501, "something else", &line);
  if (whole_at(line, "format") != 1) throw Json::other_error::create(501, "a newer format", &line);
  return {line.at("key").get<std::string>(), line.at("server").get<std::string>(),
          line.at("experiment_name").get<std::string>(), line.at("experiment_id").get<std::string>()};
}

}  // namespace

std::string_view call_name(Call call) {
  for (const auto& [its_call, name] : k_calls) {
    if (its_call == call) return name;
  }
  return "";
}

std::string head_line(const JournalHead& head) {
  return line_of({{"what", k_what},
                  {"format", 1},
                  {"key", head.key},
                  {"server", head.server},
                  {"experiment_name", head.experiment_name},
                  {"experiment_id", head.experiment_id}});
}

std::string operation_line(std::size_t number, const Operation& operation) {
  Json line{{"op", number}, {"run", operation.run}, {"call", call_name(operation.call)}};
  if (!operation.body.empty()) line["body"] = Json::parse(operation.body);
  if (!operation.path.empty()) line["path"] = operation.path;
  if (operation.call == Call::artifact) {
    line["file"] = operation.file.string();
    line["sha256"] = operation.sha256;
  }
  return line_of(line);
}

std::string done_line(std::size_t number, const Run* run) {
  Json line{{"done", number}};
  if (run != nullptr) {
    line["run_id"] = run->id;
    line["experiment_id"] = run->experiment_id;
    line["artifact_uri"] = run->artifact_uri;
  }
  return line_of(line);
}

std::string refused_line(std::size_t number, const std::string& words) {
  return line_of({{"refused", number}, {"why", words}});
}

JournalContent parse_journal(std::string_view text, const std::string& where) {
  JournalContent content;
  bool headed = false;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) break;
    try {
      const Json line = parsed_json(text.substr(0, end));
      if (headed) {
        read_line(content, line);
      } else {
        content.head = head_of(line);
      }
      headed = true;
    } catch (const std::exception&) {
      throw Error(ErrorCode::data, "this is not a line of a tracking journal", "remove the file to give the record up",
                  fmt::format("{}, line {}", where, number));
    }
    text.remove_prefix(end + 1);
  }
  return content;
}

}  // namespace shoal::tracking
