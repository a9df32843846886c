#include <nlohmann/json.hpp>

#include "cli/help.hpp"
#include "shoal/text.hpp"

namespace shoal::cli {

namespace {

nlohmann::ordered_json option_json(const Option& option) {
  return {{"names", split_list(option.names)},
          {"value", option.value_name},
          {"help", option.help},
          {"group", option.is_argument() ? "Arguments" : option.group},
          {"default", option.standard},
          {"values", option.words},
          {"required", option.required},
          {"repeats", option.repeats},
          {"variable", option.variable}};
}

}  // namespace

std::string help_json(const Command& command) {
  nlohmann::ordered_json document{{"format", 1},
                                  {"command", command.path_name()},
                                  {"summary", command.summary()},
                                  {"examples", split_list(command.examples(), '\n')},
                                  {"options", nlohmann::ordered_json::array()},
                                  {"commands", nlohmann::ordered_json::array()}};
  for (const Command* level = &command; level != nullptr; level = level->parent()) {
    for (const Option& option : level->options()) document["options"].push_back(option_json(option));
  }
  for (const Command& child : command.commands()) {
    document["commands"].push_back({{"name", child.name()}, {"summary", child.summary()}});
  }
  return document.dump(2);
}

}  // namespace shoal::cli
