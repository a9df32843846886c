#include "base/file_errors.hpp"

#include <cerrno>
#include <string>

#include "base/temporary_name.hpp"
#include "shoal/error.hpp"

namespace shoal::detail {
namespace {

struct Advice {
  std::string_view reason, hint;
};

Advice advice_for(int number) {
  switch (number) {
    case ENOENT:
      return {"there is no such file or folder", "check the path"};
    case ENOTDIR:
      return {"a part of the path is a file, not a folder", "check the path"};
    case EISDIR:
      return {"it is a folder", "give the name of a file"};
    case EEXIST:
      return {"something else has this name", "check the path; a symbolic link may lead to nothing"};
    case ELOOP:
      return {"it is a symbolic link that leads to itself", "check the path"};
    case EACCES:
    case EPERM:
      return {"no permission", "choose another folder, or have its permissions changed"};
    case EROFS:
      return {"the file system is read-only", "choose another folder"};
    case ENOSPC:
      return {"no space is left on the disk", "free some space, or choose another disk"};
    case EDQUOT:
      return {"the disk quota is used up", "free some space, or choose another disk"};
    case EFBIG:
      return {"it would be larger than the limit on file sizes allows", "raise the limit (ulimit -f)"};
    case EMFILE:
    case ENFILE:
      return {"too many files are open", "raise the limit (ulimit -n)"};
    case ENXIO:
      return {"it is a socket or a device, not a file", "give the name of a file"};
    case ENAMETOOLONG:
      return {"the name is too long", "choose a shorter one"};
    default:
      return {{}, "check the disk and the path"};
  }
}

}  // namespace

Error file_error(std::string_view action, const std::filesystem::path& path, int number) {
  const Advice advice = advice_for(number);
  const std::string reason =
      advice.reason.empty() ? std::generic_category().message(number) : std::string(advice.reason);
  return {ErrorCode::data, "cannot " + std::string(action) + " it: " + reason, std::string(advice.hint),
          without_staging(path).string()};
}

void throw_file_error(std::string_view action, const std::filesystem::path& path, int number) {
  throw file_error(action, path, number);
}

}  // namespace shoal::detail
