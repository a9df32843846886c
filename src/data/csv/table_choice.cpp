#include "data/csv/table_choice.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include "data/csv/csv_blocks.hpp"
#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal::data {
namespace {

/// The column names of a table; nothing where it is empty or has no header that can be read: notes, say.
std::optional<std::vector<std::string>> columns_of(const InputPart& part) {
  const std::unique_ptr<InputBytes> bytes = part.open();
  if (bytes->empty()) return std::nullopt;
  try {
    return CsvBlocks(*bytes).columns();
  } catch (const Error& failure) {
    if (failure.code() != ErrorCode::data) throw;
    return std::nullopt;
  }
}

/// Tables with the same columns.
struct Group {
  std::multiset<std::string> folded;
  std::vector<std::string> columns;  ///< of the first
  std::vector<InputPart> parts;
};

std::vector<Group> groups_of(const std::vector<InputPart>& parts) {
  std::vector<Group> groups;
  for (const InputPart& part : parts) {
    const auto columns = columns_of(part);
    if (!columns) continue;
    std::multiset<std::string> folded;
    for (const std::string& name : *columns) folded.insert(folded_name(name));
    auto at = std::ranges::find(groups, folded, &Group::folded);
    if (at == groups.end()) at = groups.insert(at, {std::move(folded), *columns, {}});
    at->parts.push_back(part);
  }
  return groups;
}

std::vector<std::string> member_names(const std::vector<InputPart>& parts) {
  std::vector<std::string> names;
  for (const InputPart& part : parts) names.push_back(part.member_name());
  return names;
}

std::string option_of(const std::vector<InputPart>& parts) {
  std::vector<std::string> options;
  for (const std::string& name : member_names(parts)) {
    options.push_back("--sheet " + (name.find(' ') == std::string::npos ? name : '"' + name + '"'));
  }
  return join(options, " ");
}

[[noreturn]] void throw_question(const std::vector<Group>& groups, const InputPart& part) {
  std::vector<std::string> tables, options;
  for (const Group& group : groups) {
    constexpr std::size_t k_few = 6;
    std::vector<std::string> columns = group.columns;
    columns.resize(std::min(columns.size(), k_few));
    tables.push_back(join(member_names(group.parts), ", ") + " (" + join(columns, ", ") + ")");
    options.push_back(option_of(group.parts));
  }
  throw Error(ErrorCode::data, "holds tables with different columns: which one is meant?",
              "give " + join(options, ", or "), part.file.string(), join(tables, "; "));
}

/// Of the tables of one file.
std::vector<InputPart> chosen(std::vector<InputPart> parts, const Usable& usable, std::vector<Decision>& decisions) {
  std::vector<Group> groups = groups_of(parts);
  if (groups.empty()) return {parts.front()};
  std::vector<Group> fitting;
  std::ranges::copy_if(groups, std::back_inserter(fitting), [&](const Group& group) { return usable(group.columns); });
  if (fitting.size() > 1) throw_question(fitting, parts.front());
  std::vector<InputPart> taken = (fitting.empty() ? groups : fitting).front().parts;
  std::vector<std::string> left_out;
  for (const InputPart& part : parts) {
    const auto same = [&](const InputPart& other) { return other.member == part.member; };
    if (std::ranges::none_of(taken, same)) left_out.push_back(part.member_name());
  }
  const std::string what = std::string(parts.front().container->noun()) + "s";
  decisions.push_back({what,
                       join(member_names(taken), ", ") + (left_out.empty() ? "" : "; not " + join(left_out, ", ")),
                       left_out.empty() ? std::string() : option_of(taken)});
  return taken;
}

}  // namespace

void choose_tables(InputParts& input, const Usable& usable) {
  std::vector<InputPart> parts;
  for (auto at = input.parts.begin(); at != input.parts.end();) {
    const auto end = std::find_if(at, input.parts.end(), [&](const InputPart& part) {
      return part.container == nullptr || part.container != at->container;
    });
    std::vector<InputPart> of_file(at, std::max(end, std::next(at)));
    at += std::ssize(of_file);
    if (of_file.size() > 1 && !input.chosen) of_file = chosen(std::move(of_file), usable, input.decisions);
    std::ranges::move(of_file, std::back_inserter(parts));
  }
  input.parts = std::move(parts);
}

}  // namespace shoal::data
