# shoal/version.hpp (declarations) and version.cpp (values). Only version.cpp changes with a commit, so a commit
# recompiles one small file and links again; headers stay untouched.

set(shoal_generated_dir ${PROJECT_BINARY_DIR}/generated)
configure_file(${PROJECT_SOURCE_DIR}/cmake/version.hpp.in ${shoal_generated_dir}/include/shoal/version.hpp @ONLY)
configure_file(${PROJECT_SOURCE_DIR}/cmake/version.cpp.in ${shoal_generated_dir}/version.cpp.in @ONLY)

set(shoal_write_version
    ${CMAKE_COMMAND} -DIN=${shoal_generated_dir}/version.cpp.in -DOUT=${shoal_generated_dir}/version.cpp
    -DSOURCE_DIR=${PROJECT_SOURCE_DIR} -P ${PROJECT_SOURCE_DIR}/cmake/write_version.cmake)
execute_process(COMMAND ${shoal_write_version} COMMAND_ERROR_IS_FATAL ANY)

# Runs at every build (a few milliseconds); writes only when the commit differs.
add_custom_target(shoal_version_source COMMAND ${shoal_write_version} BYPRODUCTS ${shoal_generated_dir}/version.cpp
                  COMMENT "Checking the commit" VERBATIM)
