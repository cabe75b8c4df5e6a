# Says on what machine figures were measured.

# print_machine FOLDER: processor, memory, kernel, and what an fdatasync costs in the folder.
print_machine() {
  printf 'machine: %s, %s cores, %s GiB, Linux %s, %s, fdatasync %s\n' \
    "$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1)" "$(nproc)" \
    "$(awk '/^MemTotal/ { printf "%.0f", $2 / 1048576 }' /proc/meminfo)" "$(uname -r)" \
    "$(df --output=fstype "$1" | tail -n 1)" "$(median_sync "$1")"
}

median_sync() {
  python3 - "$1/sync-probe" <<'END'
import os, sys, time
file = os.open(sys.argv[1], os.O_CREAT | os.O_WRONLY, 0o600)
took = []
for i in range(201):
    os.pwrite(file, b"x" * 8192, i * 8192)
    begin = time.perf_counter()
    os.fdatasync(file)
    took.append(time.perf_counter() - begin)
os.unlink(sys.argv[1])
print(f"{sorted(took)[100] * 1000:.2f} ms (median)")
END
}
