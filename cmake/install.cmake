# cmake --install build/release --prefix DIR: the program, its manual pages and completions, and beside it the Arrow libraries where they came from a wheel.

include(GNUInstallDirs)

install(TARGETS shoal RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY include/shoal ${shoal_generated_dir}/include/shoal DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        FILES_MATCHING PATTERN "*.hpp")
install(DIRECTORY ${PROJECT_BINARY_DIR}/share/ DESTINATION ${CMAKE_INSTALL_DATADIR})
install(FILES LICENSE README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})

if(SHOAL_ARROW_WHEEL)
  # They find each other by their own $ORIGIN; the program finds them by its RUNPATH (cmake/hardening.cmake).
  foreach(name arrow arrow_compute arrow_acero parquet)
    install(PROGRAMS ${SHOAL_ARROW_WHEEL}/lib${name}.so.${shoal_arrow_wheel_so} DESTINATION ${CMAKE_INSTALL_BINDIR}/../lib/shoal)
  endforeach()
endif()
