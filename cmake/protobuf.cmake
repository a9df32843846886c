# Protocol buffers, for ONNX graphs: the lite runtime, as a static library where there is one, so that a program that was
# installed needs nothing more. Only src/model uses it.
#
#   shoal_add_proto_library(name file.proto)   static library of the messages; includes are "file.pb.h"

find_program(SHOAL_PROTOC protoc)
find_path(SHOAL_PROTOBUF_INCLUDE_DIR google/protobuf/message_lite.h)
find_library(SHOAL_PROTOBUF_LITE NAMES libprotobuf-lite.a protobuf-lite)
if(NOT SHOAL_PROTOC OR NOT SHOAL_PROTOBUF_INCLUDE_DIR OR NOT SHOAL_PROTOBUF_LITE)
  message(FATAL_ERROR "Protocol buffers were not found.\n"
                      "  do  run scripts/install-deps.sh (Debian packages libprotobuf-dev and protobuf-compiler)")
endif()

function(shoal_add_proto_library name file)
  get_filename_component(stem ${file} NAME_WE)
  get_filename_component(file ${file} ABSOLUTE)
  get_filename_component(source ${file} DIRECTORY)
  set(folder ${PROJECT_BINARY_DIR}/generated/${name})
  file(MAKE_DIRECTORY ${folder})
  add_custom_command(
    OUTPUT ${folder}/${stem}.pb.cc ${folder}/${stem}.pb.h
    COMMAND ${SHOAL_PROTOC} --cpp_out=${folder} --proto_path=${source} ${file}
    DEPENDS ${file}
    VERBATIM)
  add_library(${name} STATIC ${folder}/${stem}.pb.cc)
  shoal_set_flags(${name})
  target_compile_options(${name} PRIVATE -w)  # generated
  target_include_directories(${name} SYSTEM PUBLIC ${folder} ${SHOAL_PROTOBUF_INCLUDE_DIR})
  target_link_libraries(${name} PUBLIC ${SHOAL_PROTOBUF_LITE} Threads::Threads)
endfunction()
