# SPDX-License-Identifier: GPL-2.0
# SQLite, with its full text and spatial indices, on a database in memory.
need tcl make
fetch_source sqlite3
say "making SQLite's single source file"
{ ./configure --disable-tcl --disable-readline && make sqlite3.c; } >"$work/make.log" 2>&1 ||
	die "sqlite3.c: $(tail -3 "$work/make.log")"
# Built-in double arithmetic everywhere: long double is another type on each machine.
compile sqlite -I. -DSQLITE_OS_OTHER=1 -DSQLITE_THREADSAFE=0 -DSQLITE_OMIT_LOAD_EXTENSION \
	-DSQLITE_TEMP_STORE=3 -DSQLITE_ENABLE_FTS5 -DSQLITE_ENABLE_RTREE -DLONGDOUBLE_TYPE=double \
	sqlite3.c "$here/support/sqlite_main.c"
record queries sqlite "$here/support/queries.sql"
