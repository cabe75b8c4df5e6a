# Writes OUTPUT, a C++ file that holds the text of every file in MIGRATIONS; see schemas/migrations.hpp.
list(SORT MIGRATIONS)
set(entries "")
foreach(file IN LISTS MIGRATIONS)
  get_filename_component(name ${file} NAME_WE)
  file(READ ${file} text)
  string(APPEND entries "    {\"${name}\", R\"migration(${text})migration\"},\n")
endforeach()
file(WRITE ${OUTPUT} "#include \"schemas/migrations.hpp\"\n\nnamespace ledger {\n\n"
  "const std::vector<Migration>& migrations() {\n  static const std::vector<Migration> all = {\n${entries}  };\n"
  "  return all;\n}\n\n}  // namespace ledger\n")
