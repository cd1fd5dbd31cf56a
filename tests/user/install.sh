#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What "make install" and "make install-dev" leave on a machine: a man page, a completion, a library
# that the example can be built with; and nothing after "make uninstall". TAP on stdout.
. "$(dirname "$0")/../lib.sh"

DIR=$(mktemp -d)
trap 'rm -rf "$DIR"' EXIT
TO=$DIR/prefix
CLIENT=$TOP/examples/client.c
export PKG_CONFIG_PATH=$TO/lib/pkgconfig

install_to()
{
	make -s -C "$TOP/userspace" PREFIX="$TO" "$@"
}

client()
{
	# shellcheck disable=SC2046
	gcc -Wall -Wextra -Werror "$@" -o "$DIR/client" $(pkg-config --cflags --libs libwasm_kernel)
}

# Here or in a machine without the module, hello fails, and says why.
client_says()
{
	LD_LIBRARY_PATH=$TO/lib "$DIR/client" "$CLIENT" 2>&1 | grep -q "wasm_kernel is not loaded"
}

headers_alone()
{
	printf '#include <%s>\n' wasm_kernel.h cn_mnl.h cn_nl.h linux/wasm_kernel.h >"$DIR/all.c"
	# shellcheck disable=SC2046
	gcc -std=c99 -Wall -Wextra -Werror -fsyntax-only "$DIR/all.c" \
		$(pkg-config --cflags libwasm_kernel libwasm_kernel_nl)
}

complete_a_verb()
{
	bash -c '. "$1"; COMP_WORDS=(wasm_kernel_cli val) COMP_CWORD=1; _wasm_kernel_cli
		[ "${COMPREPLY[*]}" = validate ]' - \
		"$TO/share/bash-completion/completions/wasm_kernel_cli"
}

nothing_left()
{
	! find "$TO" -type f -o -type l | grep .
}

expect "make install" 0 install_to install
expect "the tool runs" 0 "$TO/sbin/wasm_kernel_cli" help
expect "its man page is there" 0 test -s "$TO/share/man/man8/wasm_kernel_cli.8"
expect "the completion completes" 0 complete_a_verb
expect "make install-dev" 0 install_to install-dev
expect "the example builds with pkg-config" 0 client "$CLIENT"
expect "its library says what is wrong" 0 client_says
expect "each header stands alone, as C99" 0 headers_alone
expect "make uninstall" 0 install_to uninstall
expect "nothing is left" 0 nothing_left
done_testing
