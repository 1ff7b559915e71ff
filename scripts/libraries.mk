# Where the libraries are and how they are linked.
#
# libpg_query: statically, for the shared library's names could be taken by ours (and ours by it).
PG_QUERY       := $(shell $(CC) -print-file-name=libpg_query.a)
LIBRARY_CFLAGS := $(shell pkg-config --cflags libgit2 libpcre2-8 jansson inih)
LIBRARY_LIBS   := $(PG_QUERY) $(shell pkg-config --libs libgit2 libpcre2-8 jansson inih) -lm
