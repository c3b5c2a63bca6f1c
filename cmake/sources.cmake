# Lists of sources are text files (one path a line, relative to the file), read by CMake and Meson alike.
function(facerec_sources variable directory)
  set(list ${CMAKE_CURRENT_SOURCE_DIR}/${directory}/sources.txt)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${list})
  file(STRINGS ${list} lines)
  list(TRANSFORM lines PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/${directory}/)
  set(${variable} ${lines} PARENT_SCOPE)
endfunction()
