# cupel: a linter for Alembic migrations on PostgreSQL. `make help` lists the targets.
CC       ?= cc
CFLAGS   ?= -O2 -g
PREFIX   ?= /usr/local
BUILD    ?= $(if $(SANITIZE),build/sanitize,build)
LIBGIT2  ?= static
# The grammars: in a release archive, else from npm. Both have the same folders.
TSDIR    ?= $(firstword $(wildcard grammars/sources) grammars/node_modules)
GRAMMARS := $(filter $(TSDIR)/%,grammars/node_modules/.package-lock.json)
# The sources of the library; a part of it can be built alone: make lib LIBSRC="$(wildcard src/base/*.c)"
LIBSRC   ?= $(wildcard src/*.c src/base/*.c src/model/*.c src/project/*.c src/python/*.c \
                       src/sql/*.c src/postgres/*.c src/lint/*.c src/report/*.c) \
            $(filter-out %/main.c,$(wildcard src/cli/*.c))
CLISRC   := src/cli/main.c
UNITS    := $(patsubst tests/unit/%.c,$(BUILD)/tests/%,$(wildcard tests/unit/test_*.c))
RULES    := $(wildcard rules/*/*.toml)
TEMPLATES := hooks/pre-commit examples/cupel.toml # what cupel init writes
PACKAGES := $(wildcard src/python/packages/*.py)  # what the evaluator reads for packages

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla \
            $(if $(WERROR),-Werror)
ifdef SANITIZE
CFLAGS   := -O1 -g -fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=undefined
HARDEN_CFLAGS :=
endif
ifeq ($(origin HARDEN_CFLAGS),undefined) # none with a sanitizer, which has its own
HARDEN_CFLAGS := $(shell CC='$(CC)' CFLAGS='$(CFLAGS)' sh scripts/hardening.sh compile)
HARDEN_LDFLAGS := $(if $(findstring -static,$(LDFLAGS)),,$(shell CC='$(CC)' CFLAGS='$(CFLAGS)' sh scripts/hardening.sh link))
endif
LIBRARY_CFLAGS := $(shell pkg-config --cflags libgit2 libpcre2-8 jansson inih 2>/dev/null)
ALL_CFLAGS = -std=c17 -D_POSIX_C_SOURCE=200809L $(WARNINGS) -pthread -Iinclude -Isrc \
             -I$(TSDIR)/tree-sitter/vendor/tree-sitter/lib/include \
             -isystem $(TSDIR)/tree-sitter/vendor/tree-sitter/lib $(LIBRARY_CFLAGS) $(CFLAGS) $(HARDEN_CFLAGS)

LIB      := $(BUILD)/libcupel.a
VENDOR   := $(BUILD)/vendor.a
LIBOBJ   := $(patsubst src/%.c,$(BUILD)/src/%.o,$(LIBSRC)) $(BUILD)/rules.o
CLIOBJ   := $(CLISRC:src/%.c=$(BUILD)/src/%.o)

all: $(BUILD)/cupel ## build the program (the default)
lib: $(LIB) ## build the library alone
$(BUILD)/cupel: $(CLIOBJ) $(LIB) $(VENDOR) $(BUILD)/libraries
	$(CC) $(CFLAGS) -pthread -o $@ $(filter %.a %.o,$^) @$(BUILD)/libraries $(HARDEN_LDFLAGS) $(LDFLAGS)
$(LIB): $(LIBOBJ) Makefile
	rm -f $@ && $(AR) rcs $@ $(LIBOBJ)
$(BUILD)/src/%.o: src/%.c $(BUILD)/flags | $(BUILD)/libraries $(GRAMMARS)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c $< -o $@
BASE     := $(addprefix $(BUILD)/src/base/,arena.o deadline.o error.o map.o str.o toml.o toml_table.o toml_text.o)
$(BUILD)/embed_rules: scripts/embed_rules.c $(BASE) $(VENDOR)
	$(CC) $(ALL_CFLAGS) -o $@ $^
$(BUILD)/rules.c: scripts/embed.sh $(BUILD)/embed_rules $(RULES) $(sort $(dir $(RULES))) $(TEMPLATES) $(PACKAGES)
	{ $(BUILD)/embed_rules $(RULES) && sh scripts/embed.sh embedded_templates $(TEMPLATES) && \
	    sh scripts/embed.sh embedded_packages $(PACKAGES); } >$@.new && mv $@.new $@
$(BUILD)/rules.o: $(BUILD)/rules.c $(BUILD)/flags
	$(CC) $(ALL_CFLAGS) -c $< -o $@
$(BUILD)/tests/%: tests/unit/%.c $(LIB) $(VENDOR) $(BUILD)/libraries
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -Itests/unit -MMD -MP -o $@ $< $(filter %.a %.o,$^) @$(BUILD)/libraries -lcmocka $(LDFLAGS)

# Rewritten when the flags change, so that all is built again; -Werror changes no object.
FLAGS     = $(CC) $(filter-out -Werror,$(ALL_CFLAGS)) $(LDFLAGS) $(LIBGIT2)
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(FLAGS)' | cmp -s - $@ 2>/dev/null || echo '$(FLAGS)' >$@
$(BUILD)/libraries: scripts/libraries.sh $(BUILD)/flags # what the linker is given for the libraries
	@CC='$(CC)' LDFLAGS='$(LDFLAGS)' sh scripts/libraries.sh $(BUILD) $(LIBGIT2) >$@.new && mv $@.new $@

# The tree-sitter core and grammars: sources from npm, pinned by grammars/package-lock.json
$(VENDOR): scripts/vendor.sh $(BUILD)/flags | $(GRAMMARS)
	CC='$(CC)' CFLAGS='$(CFLAGS) $(HARDEN_CFLAGS)' AR='$(AR)' sh scripts/vendor.sh $(BUILD) $(TSDIR)
grammars/node_modules/.package-lock.json: grammars/package.json grammars/package-lock.json
	@command -v npm >/dev/null || { echo 'cupel: npm is missing: run make deps, or build from a release archive, or set TSDIR= to a folder with the packages of grammars/package.json' >&2; exit 1; }
	cd grammars && npm ci --ignore-scripts && touch node_modules/.package-lock.json

deps: ## install what is missing to build and test (apt)
	@sh scripts/deps.sh
demo: deps ## install what is missing, build, lint the bundled example
	@$(MAKE) --no-print-directory all && sh scripts/demo.sh $(BUILD)/cupel
test: deps ## install what is missing, build, run every test
	@$(MAKE) --no-print-directory check
check: ## every test, the structure, the format, warnings as errors
	@$(MAKE) --no-print-directory WERROR=1 all units
	@sh tests/run.sh $(BUILD)
check-integrations: all ## reports, action and hooks with the real tools (npm, pre-commit)
	@sh tests/integrations/run.sh $(BUILD)
units: $(UNITS)
check-postgres: ## hold cupel against a private PostgreSQL server (installs one)
	@sh scripts/deps.sh postgresql
	@$(MAKE) --no-print-directory $(BUILD)/cupel $(BUILD)/catalog && sh tests/postgres/run.sh $(BUILD)
$(BUILD)/catalog: tests/postgres/catalog.c $(LIB) $(VENDOR) $(BUILD)/libraries
	$(CC) $(ALL_CFLAGS) -MMD -MP -o $@ $< $(filter %.a %.o,$^) @$(BUILD)/libraries $(LDFLAGS)
fuzz: all ## fuzz each reader, the evaluator and the program, TIME=600 seconds each (clang)
	@MAKE='$(MAKE)' sh scripts/fuzz.sh $(BUILD) $(or $(TIME),600)
check-analysers: all ## cppcheck, clang-tidy, gcc -fanalyzer, thread sanitizer, valgrind (PARTS=)
	@sh scripts/deps.sh analysers
	@MAKE='$(MAKE)' REPOSITORY='$(REPOSITORY)' sh scripts/analysers.sh $(BUILD) $(PARTS)
coverage: ## run the tests and write which branches they take to build/coverage/ (gcovr)
	@sh scripts/deps.sh coverage
	@MAKE='$(MAKE)' sh scripts/coverage.sh $(BUILD)
bench: all static ## measure cupel against git, mere parsing and its peers (installs them)
	@sh scripts/deps.sh bench
	@/usr/bin/python3 bench/run.py $(BUILD) $(PARTS)
install: all ## install below PREFIX (and DESTDIR)
	@sh scripts/install.sh $(BUILD) $(DESTDIR)$(PREFIX)
static: ## build a program that needs no library of the system (build/static/cupel)
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/static LDFLAGS='-static -s' all
	@sh scripts/static.sh $(BUILD)/static/cupel
deb: ## make a Debian package for this system, with its compiler flags
	@sh scripts/deps.sh dpkg-dev
	@$(MAKE) --no-print-directory BUILD=$(BUILD)/deb LDFLAGS="$$(dpkg-buildflags --get LDFLAGS) -Wl,-z,now" \
	    CFLAGS="$$(dpkg-buildflags --get CFLAGS) $$(dpkg-buildflags --get CPPFLAGS)" all
	@sh scripts/deb.sh $(BUILD)/deb
dist: $(GRAMMARS) ## make the release archive of HEAD, with the grammars' sources
	@sh scripts/dist.sh $(TSDIR) $(BUILD)
format: ## lay out the sources
	clang-format -i $$(find src include tests -name '*.[ch]')
clean: ## remove what was built
	rm -rf $(BUILD)
help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST) | expand -t 27
	@echo 'variables: SANITIZE=1 WERROR=1 LIBGIT2=dynamic CC= CFLAGS= BUILD= PREFIX= DESTDIR= TSDIR='

-include $(LIBOBJ:.o=.d) $(CLIOBJ:.o=.d) $(UNITS:=.d)
FORCE:
.PHONY: all lib deps demo test bench check check-analysers coverage check-integrations check-postgres units fuzz install static deb dist format clean help FORCE
.DELETE_ON_ERROR:
