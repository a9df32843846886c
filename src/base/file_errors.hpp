// How a failed system call on a file is told to the user.
#pragma once

#include <filesystem>
#include <string_view>
#include <system_error>

namespace shoal::detail {

/// Throws Error{data}: "cannot <action> it: <reason>" at `path`, with what to do about it. `number` is an errno value.
[[noreturn]] void throw_file_error(std::string_view action, const std::filesystem::path& path, int number);

}  // namespace shoal::detail
