# What makes an attack on the built program harder: where it looks for libraries, and the settings that distributions
# compile everything with. tests/install/test_hardening.py reads them out of what was built.

# One RUNPATH for the build and for the installed tree. Without this CMake pads the one of the build with an empty element, which
# means the current folder: whoever can write there could have a library of theirs run.
set(shoal_private_libraries ${PROJECT_BINARY_DIR}/lib/shoal)
file(MAKE_DIRECTORY ${shoal_private_libraries})
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${shoal_private_libraries})
set(CMAKE_BUILD_WITH_INSTALL_RPATH ON)
set(CMAKE_INSTALL_RPATH "$ORIGIN/../lib/shoal")
set(CMAKE_INSTALL_RPATH_USE_LINK_PATH ON) # libraries outside the system's folders

include(CheckPIESupported)
check_pie_supported() # position-independent executables: CMake then links with -pie

target_link_options(shoal_flags INTERFACE LINKER:-z,relro LINKER:-z,now LINKER:-z,noexecstack)
set(shoal_hardening -fstack-protector-strong -fstack-clash-protection)
if(SHOAL_SANITIZE)
  set(shoal_hardening) # the sanitizers check more, and in their own way
elseif(NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
  # Ubuntu's compiler defines it already, at another level.
  list(APPEND shoal_hardening -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
endif()
target_compile_options(shoal_flags INTERFACE ${shoal_hardening})
