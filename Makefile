# nianbao - reads and checks 政府信息公开工作年度报告
#
# Variables for the command line or the environment:
#   CC, CFLAGS, LDFLAGS   as usual; CFLAGS is added to what the build needs
#   SANITIZE=1            AddressSanitizer and UBSan, built beside the normal build
#   SECONDS=1800          how long `make fuzz` and `make fuzz-extract` run each fuzzer
#   JOBS=2                how many test programs run at a time; by default one for each processor
#   WERROR=1              warnings are errors (what CI uses)
#   V=1                   show each command in full
#   PREFIX, DESTDIR       where `make install` puts things (default /usr/local)

PREFIX  ?= /usr/local
DESTDIR ?=
BINDIR   = $(PREFIX)/bin
SBINDIR  = $(PREFIX)/sbin
LIBDIR   = $(PREFIX)/lib
LIBEXECDIR = $(PREFIX)/libexec/nianbao
INCDIR   = $(PREFIX)/include
MANDIR   = $(PREFIX)/share/man
DATADIR  = $(PREFIX)/share/nianbao
SYSCONFDIR ?= /etc
UNITDIR ?= /lib/systemd/system
SYSUSERSDIR ?= /usr/lib/sysusers.d

VERSION := $(shell sed -n 's/^.define NB_VERSION *"\(.*\)"/\1/p' parser/nianbao.h)
SOVERSION := 0
FEED_SOVERSION := 0

# Debian packages: what the programs need, and what only tests, demo and benches need on top.
DEBS_BUILD = gcc libc6-dev pkg-config libuv1-dev libzmq3-dev libjansson-dev libsqlite3-dev \
             libinih-dev libsystemd-dev libutf8proc-dev libssl-dev libarchive-dev libxml2-dev \
             libgumbo-dev libpoppler-glib-dev libqpdf-dev zlib1g-dev libseccomp-dev poppler-data
DEBS_TEST  = libcmocka-dev python3 python3-zmq python3-jsonschema qpdf bindfs
DEBS_LINT  = clang-format cppcheck
DEBS_FUZZ  = clang libclang-rt-dev
# What `make score CONVERTED=n` sends reports through; what is missing is left out.
DEBS_SCORE = libreoffice-writer-nogui libreoffice-calc-nogui pandoc poppler-utils lynx w3m \
             python3-html2text python3-pdfminer python3-openpyxl fonts-wqy-zenhei

# The sources of the fuzzers are instrumented, so they are built beside the rest, too.
ifdef FUZZ
B := build/fuzz
CC := clang
SANFLAGS := -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all \
            -fno-omit-frame-pointer
OPT := -O1
else ifdef SANITIZE
B := build/sanitize
SANFLAGS := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
OPT := -O1
else
B := build
SANFLAGS :=
OPT := -O2
endif

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
        -Wpointer-arith -Wcast-qual -Wwrite-strings -Wformat=2 -Wvla -Wundef
ifdef WERROR
WARN += -Werror
endif

PKG_PARSER = jansson libutf8proc
PKG_EXTRACT = libcrypto
PKG_WORKER = libarchive libxml-2.0 gumbo poppler-glib libqpdf zlib libseccomp
PKG_DAEMON = libuv libzmq sqlite3 inih libsystemd
PKG_CLIENT = jansson libzmq
PKG_CLI = libzmq libcrypto
PKG_TEST = cmocka

# Evaluated when used, so that `make deps` works before pkg-config is there.
pkg_cflags = $(shell pkg-config --cflags $(1) 2>/dev/null)
pkg_libs = $(shell pkg-config --libs $(1) 2>/dev/null)

BASE_CFLAGS = -std=c11 -D_GNU_SOURCE -g $(OPT) $(WARN) -fPIC -fvisibility=hidden \
              -fstack-protector-strong $(SANFLAGS) $(CFLAGS)
ifeq ($(SANFLAGS),)
BASE_CFLAGS += -D_FORTIFY_SOURCE=2
endif
BASE_LDFLAGS = $(SANFLAGS) -Wl,-z,relro,-z,now $(LDFLAGS)

ifdef V
Q :=
say = @:
else
Q := @
say = @printf '  %-5s %s\n' $(1) $@
endif

objects = $(patsubst %.c,$(B)/obj/%.o,$(1))
PARSER_OBJ  := $(call objects,$(wildcard parser/*.c))
EXTRACT_OBJ := $(call objects,$(wildcard extract/*.c))
WORKER_OBJ  := $(call objects,$(filter-out extract/worker/main.c,$(wildcard extract/worker/*.c)))
DAEMON_OBJ  := $(call objects,$(filter-out daemon/main.c daemon/fault.c,$(wildcard daemon/*.c)))
CLI_OBJ     := $(call objects,$(filter-out cli/main.c,$(wildcard cli/*.c)))
CLIENT_OBJ  := $(call objects,$(wildcard client/*.c))
TESTS       := $(patsubst tests/%.c,$(B)/tests/%,$(wildcard tests/test_*.c))
TEST_OBJ    := $(call objects,$(filter-out $(wildcard tests/test_*.c tests/bench_*.c),$(wildcard tests/*.c)))
FAULT_TESTS := $(patsubst tests/%.c,$(B)/tests/%,$(wildcard tests/faults/test_*.c))
FAULT_OBJ   := $(call objects,$(filter-out $(wildcard tests/faults/test_*.c) tests/faults/shim.c,$(wildcard tests/faults/*.c)))
BENCHES     := $(patsubst tests/%.c,$(B)/tests/%,$(wildcard tests/bench_*.c))
FUZZED_FORMATS := html mhtml office pdf
SAMPLED     := html mhtml docx xlsx pdf
FUZZERS     := charset decode tokens align report $(FUZZED_FORMATS)
FUZZ_OBJ    := $(call objects,$(filter-out tests/fuzz/driver.c,$(wildcard tests/fuzz/*.c)))
# What the fuzzers need of the rest.
FUZZED_OBJ  := $(WORKER_OBJ) $(call objects,extract/wire.c tests/mutate.c tests/fixtures.c tests/units.c)

LIB    := $(B)/libnianbao.a
SOLIB  := $(B)/libnianbao.so.$(SOVERSION)
FEED_LIB   := $(B)/libnianbao-feed.a
FEED_SOLIB := $(B)/libnianbao-feed.so.$(FEED_SOVERSION)
DAEMON := $(B)/nianbaod
CLI    := $(B)/nianbao
WORKER := $(B)/nianbao-extract
TEST_LIB := $(B)/tests/libtest.a

# The daemon of the fault tests has points at which it can be stopped; all else is as it is.
FAULTY  := $(B)/faults
FAULTY_OBJ := $(patsubst %.c,$(FAULTY)/obj/%.o,$(wildcard daemon/*.c))
FAULTY_PROGRAMS := $(FAULTY)/nianbaod $(FAULTY)/nianbao $(FAULTY)/nianbao-extract $(FAULTY)/shim.so

.PHONY: all deps deps-lint deps-fuzz deps-score demo run test faults bench score fuzz fuzz-extract fuzz-smoke soak lint
.PHONY: format docs install uninstall clean help
.DELETE_ON_ERROR:
.SECONDARY:

all: $(LIB) $(SOLIB) $(FEED_LIB) $(FEED_SOLIB) $(DAEMON) $(CLI) $(WORKER)

help:
	@echo 'make            build the libraries, nianbaod and nianbao into build/'
	@echo 'make demo       show it: reports are dropped, read, checked and published'
	@echo 'make run        run the daemon on build/run/, in the foreground'
	@echo 'make test       all tests (SANITIZE=1: under AddressSanitizer and UBSan)'
	@echo 'make faults     break things on purpose, and count what was lost (SHORT=1: in a minute)'
	@echo 'make bench      measure, beside floors taken in the same run'
	@echo 'make score      draw reports at random, damage them, count what is read right'
	@echo '                (SEED=n, N=damaged reports, KINDS=html,docx,... only these,'
	@echo '                CONVERTED=reports sent through converters and office programs)'
	@echo 'make fuzz       run each fuzzer for SECONDS=1800 (-j: at the same time); needs clang'
	@echo 'make fuzz-extract  send changed files of each format through the reading processes for'
	@echo '                SECONDS=1800 each (-j as above)'
	@echo 'make fuzz-smoke run each fuzzer for 15 seconds'
	@echo 'make soak       send N=10000 documents of all formats through the reading processes'
	@echo 'make lint       formatting and static checks'
	@echo 'make format     reformat the sources'
	@echo 'make docs       write docs/rules*.md anew from what the program says of its rules'
	@echo 'make install    into $$(DESTDIR)$$(PREFIX); uninstall takes it away again'
	@echo 'make deps       install the Debian packages that are missing; deps-lint, deps-fuzz and'
	@echo '                deps-score those of the targets lint, fuzz and score CONVERTED=n'
	@echo 'make clean      remove build/'

# ---- packages -----------------------------------------------------------------------------------

deps:
	@sh tests/deps.sh $(DEBS_BUILD) $(DEBS_TEST)
deps-lint:
	@sh tests/deps.sh $(DEBS_LINT)
deps-fuzz:
	@sh tests/deps.sh $(DEBS_FUZZ)
deps-score:
	@sh tests/deps.sh $(DEBS_SCORE)

# ---- programs -----------------------------------------------------------------------------------

# The flags of the last build: when they change, everything is built again.
$(B)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(CC) $(BASE_CFLAGS) $(BASE_LDFLAGS)' | cmp -s - $@ || \
	 echo '$(CC) $(BASE_CFLAGS) $(BASE_LDFLAGS)' > $@
FORCE:

$(B)/obj/parser/%.o: PKG = $(PKG_PARSER)
$(B)/obj/extract/%.o: PKG = $(PKG_PARSER) $(PKG_EXTRACT)
$(B)/obj/extract/worker/%.o: PKG = $(PKG_PARSER) $(PKG_WORKER)
$(B)/obj/daemon/%.o: PKG = $(PKG_PARSER) $(PKG_DAEMON)
$(B)/obj/client/%.o: PKG = $(PKG_CLIENT)
$(B)/obj/cli/%.o: PKG = $(PKG_PARSER) $(PKG_CLI)
$(B)/obj/tests/%.o: PKG = $(PKG_PARSER) $(PKG_EXTRACT) $(PKG_WORKER) $(PKG_DAEMON) $(PKG_TEST)

$(B)/obj/%.o: %.c $(B)/flags
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(BASE_CFLAGS) $(call pkg_cflags,$(PKG)) -MMD -MP -c -o $@ $<

# Made afresh: ar would keep the objects of sources that are gone.
$(LIB): $(PARSER_OBJ)
	@rm -f $@
	$(call say,AR)
	$(Q)$(AR) rcs $@ $^

$(SOLIB): $(PARSER_OBJ)
	$(call say,LINK)
	$(Q)$(CC) $(BASE_LDFLAGS) -shared -Wl,-soname,$(notdir $@) -o $@ $^ $(call pkg_libs,$(PKG_PARSER))

# One object in which only what the header declares has a name that others see.
$(B)/obj/libnianbao-feed.o: $(CLIENT_OBJ)
	$(call say,LINK)
	$(Q)$(CC) -r -nostdlib -o $@ $^
	$(Q)objcopy --localize-hidden $@

$(FEED_LIB): $(B)/obj/libnianbao-feed.o
	@rm -f $@
	$(call say,AR)
	$(Q)$(AR) rcs $@ $^

$(FEED_SOLIB): $(CLIENT_OBJ)
	$(call say,LINK)
	$(Q)$(CC) $(BASE_LDFLAGS) -shared -Wl,-soname,$(notdir $@) -o $@ $^ $(call pkg_libs,$(PKG_CLIENT))

$(DAEMON): $(B)/obj/daemon/main.o $(DAEMON_OBJ) $(EXTRACT_OBJ) $(LIB)
	$(call say,LINK)
	$(Q)$(CC) $(BASE_LDFLAGS) -o $@ $^ $(call pkg_libs,$(PKG_DAEMON) $(PKG_EXTRACT) $(PKG_PARSER)) -pthread

$(CLI): $(B)/obj/cli/main.o $(CLI_OBJ) $(EXTRACT_OBJ) $(FEED_LIB) $(LIB)
	$(call say,LINK)
	$(Q)$(CC) $(BASE_LDFLAGS) -o $@ $^ $(call pkg_libs,$(PKG_CLI) $(PKG_EXTRACT) $(PKG_PARSER)) -pthread

$(WORKER): $(B)/obj/extract/worker/main.o $(WORKER_OBJ) $(LIB)
	$(call say,LINK)
	$(Q)$(CC) $(BASE_LDFLAGS) -o $@ $^ $(call pkg_libs,$(PKG_WORKER) $(PKG_PARSER)) -lm

# ---- tests --------------------------------------------------------------------------------------

# An archive, so that each test is linked with no more than it needs. Members may share a name.
$(TEST_LIB): $(TEST_OBJ) $(DAEMON_OBJ) $(CLI_OBJ) $(CLIENT_OBJ) $(EXTRACT_OBJ) $(WORKER_OBJ)
	@mkdir -p $(@D)
	@rm -f $@
	$(call say,AR)
	$(Q)$(AR) qcs $@ $^

$(B)/tests/test_fuzz: $(FUZZ_OBJ)
$(FAULT_TESTS): $(FAULT_OBJ)

$(FAULTY)/obj/%.o: %.c $(B)/flags
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(BASE_CFLAGS) -DNIANBAO_FAULTS $(call pkg_cflags,$(PKG_PARSER) $(PKG_DAEMON)) \
	    -MMD -MP -c -o $@ $<

$(FAULTY)/nianbaod: $(FAULTY_OBJ) $(EXTRACT_OBJ) $(LIB)
	$(call say,LINK)
	$(Q)$(CC) $(BASE_LDFLAGS) -o $@ $^ $(call pkg_libs,$(PKG_DAEMON) $(PKG_EXTRACT) $(PKG_PARSER)) -pthread

$(FAULTY)/nianbao: $(CLI)
	@ln -sf ../$(<F) $@
$(FAULTY)/nianbao-extract: $(WORKER)
	@ln -sf ../$(<F) $@

$(FAULTY)/shim.so: tests/faults/shim.c $(B)/flags
	$(call say,LINK)
	$(Q)$(CC) $(filter-out $(SANFLAGS),$(BASE_CFLAGS)) -U_FORTIFY_SOURCE -shared -o $@ $< -ldl

$(B)/tests/%: $(B)/obj/tests/%.o $(TEST_LIB) $(LIB)
	$(call say,LINK)
	@mkdir -p $(@D)
	$(Q)$(CC) $(BASE_LDFLAGS) -Wl,--as-needed -o $@ $(filter %.o,$^) $(filter %.a,$^) \
	    $(call pkg_libs,$(PKG_TEST) $(PKG_DAEMON) $(PKG_CLI) $(PKG_EXTRACT) $(PKG_WORKER) \
	    $(PKG_PARSER)) -pthread -lm

# The program that the library's manual page prints, as it stands there.
$(B)/tests/feed_example.c: man/nianbao-feed.3
	@mkdir -p $(@D)
	@sed -e '1,/^\.Bd -literal/d' -e '/^\.Ed/,$$d' -e 's/\\e/\\/g' $< > $@

$(B)/tests/feed_example: $(B)/tests/feed_example.c client/nianbao-feed.h $(FEED_SOLIB)
	@mkdir -p $(B)/include/nianbao
	@cp client/nianbao-feed.h $(B)/include/nianbao/
	$(call say,CC)
	$(Q)$(CC) -std=c11 -Wall -Wextra -Werror -I$(B)/include $(SANFLAGS) $(LDFLAGS) -o $@ $< \
	    $(FEED_SOLIB) -Wl,-rpath,'$$ORIGIN/..'

$(B)/tests/test_library: | $(FEED_LIB) $(FEED_SOLIB) $(B)/tests/feed_example

test: deps
	@$(MAKE) --no-print-directory all $(TESTS)
	@BUILD=$(B) sh tests/run.sh $(TESTS)

# Long forms: FAULTS_KILLS and the like say how long, see docs/faults.md. SHORT=1: a minute or so.
faults: deps
	@$(MAKE) --no-print-directory all $(FAULTY_PROGRAMS) $(FAULT_TESTS)
	@BUILD=$(FAULTY) FAULTS_SHORT=$(SHORT) sh tests/faults/run.sh $(FAULT_TESTS)

bench: deps
	@$(MAKE) --no-print-directory all $(BENCHES)
	@BUILD=$(B) sh tests/bench.sh

score: deps
	@$(MAKE) --no-print-directory all
	@python3 tests/score/score.py --program $(CLI) $(if $(SEED),--seed $(SEED)) $(if $(N),--n $(N)) \
	    $(if $(CONVERTED),--converted $(CONVERTED)) $(if $(KINDS),--kinds $(KINDS))

demo: deps
	@$(MAKE) --no-print-directory all
	@BUILD=$(B) sh tests/demo.sh

run: deps
	@$(MAKE) --no-print-directory all
	@BUILD=$(B) sh tests/demo.sh --run

# Ours, not what a build has written.
SOURCES = $(filter-out build/%,$(wildcard */*.c */*.h */*/*.c */*/*.h))

lint: deps-lint
	clang-format --dry-run --Werror $(SOURCES)
	cppcheck --quiet --std=c11 --enable=warning,portability,performance --inline-suppr \
	    --suppress=missingIncludeSystem --error-exitcode=1 parser extract daemon cli client

format:
	clang-format -i $(SOURCES)

# ---- fuzzing ------------------------------------------------------------------------------------

SECONDS ?= 1800

# Each fuzzer is the same driver around another body.
$(B)/obj/tests/fuzz/driver_%.o: tests/fuzz/driver.c $(B)/flags
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(CC) $(BASE_CFLAGS) $(call pkg_cflags,$(PKG)) -DFUZZ_BODY=fuzz_$* \
	    -DFUZZ_MUTATE=fuzz_mutate$(if $(filter $*,$(FUZZED_FORMATS)),_file) -MMD -MP -c -o $@ $<

$(B)/fuzz_%: $(B)/obj/tests/fuzz/driver_%.o $(FUZZ_OBJ) $(FUZZED_OBJ) $(LIB)
	$(call say,LINK)
	$(Q)$(CC) $(BASE_LDFLAGS) -fsanitize=fuzzer -o $@ $^ \
	    $(call pkg_libs,$(PKG_TEST) $(PKG_WORKER) $(PKG_PARSER)) -lm

run-fuzz-%: $(B)/fuzz_%
	@sh tests/fuzz/run.sh $< $(SECONDS)

fuzz: deps deps-fuzz
	@$(MAKE) --no-print-directory FUZZ=1 $(FUZZERS:%=build/fuzz/fuzz_%) build/fuzz/samples
	@$(MAKE) --no-print-directory -k FUZZ=1 $(FUZZERS:%=run-fuzz-%)

# The same formats through the processes that read them, as they run in earnest.
run-extract-%:
	@sh tests/fuzz/extract.sh $(B) $* $(SECONDS)

fuzz-extract: deps
	@$(MAKE) --no-print-directory all $(B)/tests/bench_soak $(B)/samples
	@$(MAKE) --no-print-directory -k $(SAMPLED:%=run-extract-%)

fuzz-smoke:
	@$(MAKE) --no-print-directory fuzz fuzz-extract SECONDS=15

soak: deps
	@$(MAKE) --no-print-directory all $(B)/tests/bench_soak $(B)/samples
	@$(B)/tests/bench_soak $(WORKER) $(B)/samples --documents $(or $(N),10000)

$(B)/samples: $(wildcard tests/gen/formats/*.py tests/fuzz/samples.py)
	@rm -rf $@
	@python3 -B tests/fuzz/samples.py --out $@

# ---- documents ----------------------------------------------------------------------------------

docs: $(CLI)
	@mkdir -p docs
	$(CLI) rules --format markdown --lang en > docs/rules.md
	$(CLI) rules --format markdown --lang zh > docs/rules.zh.md

# ---- installation -------------------------------------------------------------------------------

install: all
	install -D -m 755 $(CLI) $(DESTDIR)$(BINDIR)/nianbao
	install -D -m 755 $(DAEMON) $(DESTDIR)$(SBINDIR)/nianbaod
	install -D -m 755 $(WORKER) $(DESTDIR)$(LIBEXECDIR)/nianbao-extract
	install -D -m 644 $(LIB) $(DESTDIR)$(LIBDIR)/libnianbao.a
	install -D -m 755 $(SOLIB) $(DESTDIR)$(LIBDIR)/$(notdir $(SOLIB))
	ln -sf $(notdir $(SOLIB)) $(DESTDIR)$(LIBDIR)/libnianbao.so
	install -D -m 644 $(FEED_LIB) $(DESTDIR)$(LIBDIR)/libnianbao-feed.a
	install -D -m 755 $(FEED_SOLIB) $(DESTDIR)$(LIBDIR)/$(notdir $(FEED_SOLIB))
	ln -sf $(notdir $(FEED_SOLIB)) $(DESTDIR)$(LIBDIR)/libnianbao-feed.so
	install -D -m 644 parser/nianbao.h $(DESTDIR)$(INCDIR)/nianbao/nianbao.h
	install -D -m 644 parser/codes.h $(DESTDIR)$(INCDIR)/nianbao/codes.h
	install -D -m 644 parser/document.h $(DESTDIR)$(INCDIR)/nianbao/document.h
	install -D -m 644 client/nianbao-feed.h $(DESTDIR)$(INCDIR)/nianbao/nianbao-feed.h
	install -D -m 644 client/follow.py $(DESTDIR)$(DATADIR)/follow.py
	install -d $(DESTDIR)$(LIBDIR)/pkgconfig
	for p in parser/nianbao client/nianbao-feed; do \
	    sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(VERSION)|' $$p.pc.in \
	        > $(DESTDIR)$(LIBDIR)/pkgconfig/$${p##*/}.pc || exit 1; done
	for m in man/*.[1-8]; do \
	    install -D -m 644 $$m $(DESTDIR)$(MANDIR)/man$${m##*.}/$${m##*/} || exit 1; done
	for s in etc/schema/*.json; do \
	    install -D -m 644 $$s $(DESTDIR)$(DATADIR)/$${s##*/} || exit 1; done
	[ -e $(DESTDIR)$(SYSCONFDIR)/nianbaod.conf ] || \
	    install -D -m 644 etc/nianbaod.conf $(DESTDIR)$(SYSCONFDIR)/nianbaod.conf
	install -d $(DESTDIR)$(UNITDIR)
	sed -e 's|@SBINDIR@|$(SBINDIR)|' -e 's|@SYSCONFDIR@|$(SYSCONFDIR)|' \
	    systemd/nianbaod.service > $(DESTDIR)$(UNITDIR)/nianbaod.service
	install -D -m 644 systemd/nianbao.sysusers $(DESTDIR)$(SYSUSERSDIR)/nianbao.conf
	chmod 644 $(DESTDIR)$(UNITDIR)/nianbaod.service $(DESTDIR)$(LIBDIR)/pkgconfig/nianbao*.pc

# The configuration stays: it is the administrator's.
uninstall:
	rm -f $(DESTDIR)$(BINDIR)/nianbao $(DESTDIR)$(SBINDIR)/nianbaod \
	    $(DESTDIR)$(LIBEXECDIR)/nianbao-extract \
	    $(DESTDIR)$(LIBDIR)/libnianbao.a $(DESTDIR)$(LIBDIR)/libnianbao.so \
	    $(DESTDIR)$(LIBDIR)/$(notdir $(SOLIB)) $(DESTDIR)$(LIBDIR)/pkgconfig/nianbao.pc \
	    $(DESTDIR)$(LIBDIR)/libnianbao-feed.a $(DESTDIR)$(LIBDIR)/libnianbao-feed.so \
	    $(DESTDIR)$(LIBDIR)/$(notdir $(FEED_SOLIB)) \
	    $(DESTDIR)$(LIBDIR)/pkgconfig/nianbao-feed.pc \
	    $(DESTDIR)$(UNITDIR)/nianbaod.service $(DESTDIR)$(SYSUSERSDIR)/nianbao.conf
	for m in man/*.[1-8]; do rm -f $(DESTDIR)$(MANDIR)/man$${m##*.}/$${m##*/}; done
	rm -rf $(DESTDIR)$(INCDIR)/nianbao $(DESTDIR)$(DATADIR) $(DESTDIR)$(LIBEXECDIR)

clean:
	rm -rf build

-include $(wildcard $(B)/obj/*/*.d $(B)/obj/*/*/*.d $(FAULTY)/obj/*/*.d)
