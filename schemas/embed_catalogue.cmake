# Writes OUTPUT, a C++ file that holds the texts of catalogue.sql and catalogue.txt; see schemas/catalogue.hpp.
file(READ ${CMAKE_CURRENT_LIST_DIR}/catalogue.sql query)
file(READ ${CMAKE_CURRENT_LIST_DIR}/catalogue.txt expected)
file(WRITE ${OUTPUT} "#include \"schemas/catalogue.hpp\"\n\nnamespace ledger {\n\n"
  "const char* const catalogue_query = R\"catalogue(${query})catalogue\";\n\n"
  "const char* const expected_catalogue = R\"catalogue(${expected})catalogue\";\n\n}  // namespace ledger\n")
