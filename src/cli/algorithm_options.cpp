#include "cli/algorithm_options.hpp"

#include "shoal/error.hpp"
#include "shoal/text.hpp"

namespace shoal::cli {

namespace {

/// "-k", "--restarts".
std::string option_name(const OptionInfo& info) { return (info.name.size() == 1 ? "-" : "--") + info.name; }

const char* value_name(const OptionInfo& info) { return info.type == OptionInfo::Type::word ? "WORD" : "NUMBER"; }

Takes taken(const OptionInfo& info) {
  switch (info.type) {
    case OptionInfo::Type::whole:
      return Takes::whole;
    case OptionInfo::Type::real:
      return Takes::real;
    case OptionInfo::Type::word:
      return Takes::text;
  }
  return Takes::text;
}

/// The algorithms that have an option of that name.
std::vector<std::string> owners(const std::string& name) {
  std::vector<std::string> names;
  for (const AlgorithmInfo& algorithm : algorithms()) {
    if (find_option(algorithm, name) != nullptr) names.push_back(algorithm.name);
  }
  return names;
}

Option& add_option(Command& command, const AlgorithmInfo& algorithm, const OptionInfo& info,
                   AlgorithmOptions& options) {
  const auto set = [&options, name = info.name](const std::string& text, const std::string& place) {
    const AlgorithmInfo& chosen = info_of(options);
    if (find_option(chosen, name) == nullptr) {
      throw Error(ErrorCode::usage, "is no option of " + chosen.name,
                  "leave it out, or give --algorithm " + join(owners(name), " or "), place);
    }
    set_option(options, name, text, place);
  };
  Option& option = command.parsed(option_name(info), info.standard, set, info.help);
  option.in_group(algorithm.title).named(value_name(info)).taking(taken(info)).words = info.words;
  return option;
}

}  // namespace

void add_kmeans(Command& command, AlgorithmOptions& options) {
  const AlgorithmInfo& kmeans = info_of(options);
  for (const OptionInfo& info : kmeans.options) {
    if (info.name != "k") add_option(command, kmeans, info, options);
  }
}

Option& add_algorithms(Command& command, AlgorithmOptions& options) {
  std::vector<std::string> names;
  for (const AlgorithmInfo& algorithm : algorithms()) names.push_back(algorithm.name);
  // Options are set in the order of their declaration: the algorithm before its options.
  command
      .parsed(
          "--algorithm", info_of(options).name,
          [&options](const std::string& text, const std::string& place) { options = default_options(text, place); },
          "Algorithm: " + join(names, ", "))
      .named("WORD")
      .words = names;
  Option* k = nullptr;
  std::vector<std::string> added;
  for (const AlgorithmInfo& algorithm : algorithms()) {
    for (const OptionInfo& info : algorithm.options) {
      if (std::ranges::find(added, info.name) != added.end()) continue;
      added.push_back(info.name);
      Option& option = add_option(command, algorithm, info, options);
      if (info.name == "k") k = &option;
    }
  }
  // The record tells the options of the algorithm that ran.
  command.complete.push_back([&options, added](Settings& settings) {
    for (const std::string& name : added) settings.options.erase(name);
    for (const auto& [name, value] : option_values(options)) settings.options[name] = value;
  });
  return *k;
}

}  // namespace shoal::cli
