#include "cli/command_line.hpp"

#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal::cli {

const std::string& not_empty(const std::string& text, const std::string& place) {
  if (!text.empty()) return text;
  throw Error(ErrorCode::usage, "expected a text", "leave the option out, or set the variable that it names", place,
              "nothing");
}

namespace {

/// Of the text that a flag has ("--json" alone has "true"), in any case: Python writes "True".
bool truth(const std::string& text, const std::string& place) {
  const std::string word = folded_name(text);
  if (word == "1" || word == "true") return true;
  if (word == "0" || word == "false") return false;
  throw Error(ErrorCode::usage, "expected 1, true, 0 or false", "", place, "\"" + text + "\"");
}

}  // namespace

Option& Option::in_group(std::string title) {
  group = std::move(title);
  return *this;
}

Option& Option::named(std::string value) {
  value_name = std::move(value);
  return *this;
}

Option& Option::needed() {
  required = true;
  return *this;
}

Option& Option::instead_of(Option& other) {
  excluded.push_back(&other);
  return *this;
}

Option& Option::or_variable(std::string name) {
  variable = std::move(name);
  return *this;
}

Option& Option::taking(Takes what) {
  takes = what;
  return *this;
}

void Option::give(std::vector<std::string> texts, Source from, std::string where) {
  given = std::move(texts);
  source = from;
  place = std::move(where);
}

bool Option::is_set() const { return is_given() && truth(given.back(), place); }

std::string Option::shown() const { return names.substr(names.find_last_of(',') + 1); }

std::string Option::name() const {
  const std::string last = shown();
  return last.substr(std::min(last.find_first_not_of('-'), last.size()));
}

Command::Command(std::string name, std::string summary, std::string examples, Command* parent)
    : name_(std::move(name)), summary_(std::move(summary)), examples_(std::move(examples)), parent_(parent) {}

Command& Command::command(std::string name, std::string summary, std::string examples) {
  return commands_.emplace_back(std::move(name), std::move(summary), std::move(examples), this);
}

std::string Command::path_name() const { return parent_ == nullptr ? name_ : parent_->path_name() + " " + name_; }

Option* Command::find(std::string_view name) {
  const auto at = std::ranges::find(options_, name, &Option::name);
  return at == options_.end() ? nullptr : &*at;
}

Option& Command::add(std::string names, std::string help) {
  Option& option = options_.emplace_back();
  option.names = std::move(names);
  option.help = std::move(help);
  return option;
}

Option& Command::text(std::string names, std::string& target, std::string help) {
  return parsed(
      std::move(names), target,
      [&target](const std::string& text, const std::string& place) { target = not_empty(text, place); },
      std::move(help));
}

Option& Command::path(std::string names, std::filesystem::path& target, std::string help) {
  return parsed(
             std::move(names), target.string(),
             [&target](const std::string& text, const std::string& place) { target = not_empty(text, place); },
             std::move(help))
      .named("PATH");
}

Option& Command::paths(std::string names, std::vector<std::filesystem::path>& targets, std::string help) {
  Option& option = parsed(
                       std::move(names), "",
                       [&targets](const std::string& text, const std::string& place) {
                         targets.emplace_back(not_empty(text, place));
                       },
                       std::move(help))
                       .named("PATH");
  option.repeats = true;
  return option;
}

Option& Command::texts(std::string names, std::vector<std::string>& targets, std::string help) {
  Option& option = repeated(std::move(names), targets, std::move(help));
  option.set = [&targets](const std::string& text, const std::string& place) {
    targets.push_back(not_empty(text, place));
  };
  return option;
}

Option& Command::flag(std::string names, bool& target, std::string help) {
  return parsed(
             std::move(names), "",
             [&target](const std::string& text, const std::string& place) { target = truth(text, place); },
             std::move(help))
      .named("")
      .taking(Takes::flag);
}

Option& Command::negative_flag(std::string names, bool& target, std::string help) {
  return parsed(
             std::move(names), "",
             [&target](const std::string& text, const std::string& place) { target = !truth(text, place); },
             std::move(help))
      .named("")
      .taking(Takes::flag);
}

Option& Command::list(std::string names, std::vector<std::string>& target, std::string help) {
  return parsed(
             std::move(names), join(target, ","),
             [&target](const std::string& text, const std::string& place) {
               target = split_list(text);
               if (target.empty()) throw Error(ErrorCode::usage, "no names", "give them by comma", place);
             },
             std::move(help))
      .named("NAMES")
      .taking(Takes::list);
}

Option& Command::repeated(std::string names, std::vector<std::string>& target, std::string help) {
  Option& option = parsed(
      std::move(names), "", [&target](const std::string& text, const std::string&) { target.push_back(text); },
      std::move(help));
  option.repeats = true;
  option.takes = Takes::list;
  return option;
}

Option& Command::real(std::string names, double& target, const RealRange& range, std::string help) {
  return parsed(
             std::move(names), number_text(target),
             [&target, range](const std::string& text, const std::string& place) {
               target = real_number(text, range, place);
             },
             std::move(help))
      .named("NUMBER")
      .taking(Takes::real);
}

Option& Command::parsed(std::string names, std::string standard,
                        std::function<void(const std::string&, const std::string&)> set, std::string help) {
  Option& option = add(std::move(names), std::move(help));
  option.standard = std::move(standard);
  option.set = std::move(set);
  return option;
}

}  // namespace shoal::cli
