#!/bin/busybox sh
# First process of the guest: mount the host read-only and the drive under trial, run the writer.
# ROOT, PYTHON, FSTYPE and OPTIONS come from the kernel's command line, as do the writer's own words.
B=/bin/busybox
$B mkdir -p /proc /sys /dev /host
$B mount -t proc proc /proc
$B mount -t sysfs sys /sys
$B mount -t devtmpfs dev /dev
while read -r module; do $B insmod "/modules/$module"; done < /modules/order

$B mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144,cache=loose,ro host /host || echo "no host"
$B mount -t proc proc /host/proc
$B mount --bind /dev /host/dev
$B mount -t tmpfs tmpfs /host/media
$B mount -t tmpfs tmpfs /host/tmp
$B mkdir /host/media/stick

tries=0
while [ ! -b /dev/sda ] && [ $tries -lt 100 ]; do $B usleep 100000; tries=$((tries + 1)); done
$B mount -t "$FSTYPE" -o "$OPTIONS" /dev/sda /host/media/stick || echo "no drive"

export LANG=C.UTF-8 PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="$ROOT"
$B chroot /host "$PYTHON" -m tests.drives.guest_write /media/stick > /dev/ttyS1 || echo failed > /dev/ttyS1
while true; do $B sleep 60; done
