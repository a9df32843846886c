#pragma once

#include <filesystem>
#include <string>

namespace shoal::detail {

/// 128 random bits of the system, as 32 hexadecimal digits.
std::string random_id();
/// Whether the text has the shape of a random_id().
bool is_random_id(const std::string& text);

/// A hidden name beside `path` that nobody can guess: ".NAME.<random_id()>.part".
std::filesystem::path temporary_sibling(const std::filesystem::path& path);
/// Whether `name` is one that temporary_sibling() gives for `path`.
bool is_temporary_of(const std::string& name, const std::filesystem::path& path);

/// Where files of a folder wait for its commit(): the sub-folder "new" of a temporary_sibling().
inline constexpr const char* k_staged_folder = "new";

/// The path as the user gave it: without the folder in which its file waits.
std::filesystem::path without_staging(const std::filesystem::path& path);
/// Whether the file waits for the commit() of its folder.
bool is_staged(const std::filesystem::path& path);

}  // namespace shoal::detail
