// How a failed system call on a file is told to the user.
#pragma once

#include <filesystem>
#include <string_view>
#include <system_error>

#include "shoal/error.hpp"

namespace shoal::detail {

/// Error{data}: "cannot <action> it: <reason>" at `path`, with what to do about it. `number` is an errno value.
Error file_error(std::string_view action, const std::filesystem::path& path, int number);
/// Throws it.
[[noreturn]] void throw_file_error(std::string_view action, const std::filesystem::path& path, int number);

}  // namespace shoal::detail
