# SPDX-License-Identifier: GPL-2.0
# Sourced by run.sh: builds the guest's root file system, an initramfs, in $ROOT.

# bring SRC DST: a file or directory of this machine, into the guest
bring()
{
	mkdir -p "$ROOT/$(dirname "$2")"
	cp -rL "$1" "$ROOT/$2"
}

# Libraries go where the program's loader looks for them first: under the path they have here.
bring_program()
{
	local prog lib

	prog=$(command -v "$1") || die "no program $1"
	bring "$prog" "/usr/bin/$(basename "$prog")"
	for lib in $(ldd "$prog" 2>/dev/null | grep -o '/[^ ]*' || true); do
		[ -e "$ROOT/$lib" ] || bring "$lib" "$lib"
	done
}

# The module without its debug information, and the client.
bring_product()
{
	bring "$WK_TOP/build/$KERNEL/wasm_kernel.ko" /wasm_kernel.ko
	strip --strip-debug "$ROOT/wasm_kernel.ko"
	bring_program "$WK_TOP/build/host/wasm_kernel_cli"
	[ -z "$LOAD" ] || echo /wasm_kernel.ko >>"$ROOT/wk/insmod"
}

bring_module()
{
	bring "$1" "/lib/wk/$(basename "$1")"
	echo "/lib/wk/$(basename "$1")" >>"$ROOT/wk/insmod"
}

# The kernel's own modules, with all that they depend on, in the order in which they load.
bring_kernel_modules()
{
	local ko

	[ -n "$MODROOT" ] || return 0
	for ko in $(modprobe -d "$MODROOT" -S "$RELEASE" -a --show-depends "$@" |
		    sed -n 's/^insmod \([^ ]*\).*/\1/p' | awk '!seen[$0]++'); do
		case $ko in
		*.xz)	xz -dc "$ko" >"$WORK/$(basename "$ko" .xz)"
			ko=$WORK/$(basename "$ko" .xz) ;;
		esac
		bring "$ko" "/wk/drivers/$(basename "$ko")"
		echo "/wk/drivers/$(basename "$ko")" >>"$ROOT/wk/drivers/order"
	done
}

write_users()
{
	mkdir -p "$ROOT/etc"
	printf '%s\n' root:x:0:0::/root:/bin/sh user:x:1000:1000::/tmp:/bin/sh \
		nobody:x:65534:65534::/tmp:/bin/sh >"$ROOT/etc/passwd"
	printf '%s\n' root:x:0: user:x:1000: nogroup:x:65534: >"$ROOT/etc/group"
}

# The command is shell text, since arguments may hold spaces.
write_command()
{
	if [ -n "$INTERACTIVE" ]; then
		: >"$ROOT/wk/interactive"
		echo "Linux $RELEASE. 'exit' or Ctrl-D stops the machine." >"$ROOT/wk/motd"
	fi
	if [ -n "$SCRIPT" ]; then
		install -D -m 755 "$SCRIPT" "$ROOT/wk/script"
		printf '%q ' set -- /wk/script "${ARGS[@]}" >"$ROOT/wk/command"
	else
		echo "set -- /bin/sh -l" >"$ROOT/wk/command"
	fi
}

fill_root()
{
	local entry

	mkdir -p "$ROOT/wk" "$ROOT/bin" "$ROOT/dev"
	cp /bin/busybox "$ROOT/bin/busybox"
	install -m 755 "$WK_TOP/vm/guest/init" "$ROOT/init"
	write_users
	write_command
	mkdir "$ROOT/wk/drivers"
	: >"$ROOT/wk/drivers/order"
	bring_kernel_modules virtio_pci virtio_console "${KMODS[@]}"
	: >"$ROOT/wk/insmod"
	: >"$ROOT/wk/env"
	[ -z "$KMEMLEAK" ] || : >"$ROOT/wk/kmemleak"
	[ -z "$PRODUCT" ] || bring_product
	for entry in "${INSMOD[@]}"; do bring_module "$entry"; done
	for entry in "${FILES[@]}"; do bring "${entry%:*}" "${entry##*:}"; done
	for entry in "${BINS[@]}"; do bring_program "$entry"; done
	for entry in "${ENVS[@]}"; do
		printf 'export %s=%q\n' "${entry%%=*}" "${entry#*=}" >>"$ROOT/wk/env"
	done
}

# Not compressed: the emulated machine would take longer to unpack it than QEMU to load it.
pack_root()
{
	(cd "$ROOT" && find . | cpio --quiet -o -H newc -R 0:0) >"$1"
}
