// Headers that a C compiler does not find: whose they are decides what is missing.

export type HeaderKind =
  /** Every libc has it: the compiler has no libc headers. */
  | { kind: 'libc' }
  /** glibc has it, musl does not. */
  | { kind: 'glibc' }
  /** One of glibc's own parts, missing where a compiler is told to build for a machine whose headers are not installed (`-m32`). */
  | { kind: 'glibc-part' }
  /** The kernel's. */
  | { kind: 'kernel' }
  /** Another operating system's. */
  | { kind: 'other-os'; os: 'windows' | 'darwin' }
  | { kind: 'library'; debian: string | null; library: string }
  | { kind: 'unknown' };

const LIBC =
  /^(?:assert|complex|ctype|dirent|dlfcn|elf|endian|byteswap|errno|fcntl|features|fenv|float|fnmatch|getopt|glob|grp|iconv|ifaddrs|inttypes|iso646|langinfo|libgen|limits|link|locale|malloc|math|memory|mntent|netdb|nl_types|paths|poll|pthread|pty|pwd|regex|resolv|sched|search|semaphore|setjmp|shadow|signal|spawn|stdalign|stdarg|stdatomic|stdbool|stddef|stdint|stdio|stdlib|stdnoreturn|string|strings|syslog|tar|termios|tgmath|threads|time|uchar|ucontext|ulimit|unistd|utime|utmp|utmpx|wait|wchar|wctype|wordexp)\.h$|^(?:sys\/(?:types|stat|socket|time|wait|mman|ioctl|param|select|uio|un|utsname|resource|file|epoll|eventfd|inotify|signalfd|timerfd|prctl|ptrace|syscall|mount|sendfile|statfs|statvfs|times|ipc|sem|shm|msg|auxv|xattr|random|sysinfo|sysmacros|user|reg|vfs|fsuid|klog|membarrier|personality|quota|reboot|swap|termios|ttydefaults|ucontext)|netinet\/\w+|arpa\/\w+|net\/(?:if|route|ethernet|if_arp)|netpacket\/packet|bits\/alltypes)\.h$/;

/** What musl leaves out on purpose (its FAQ), and GNU extensions it has no header for. */
const GLIBC =
  /^(?:execinfo|error|fts|argp|argz|envz|obstack|printf|mcheck|gconv|libio|_G_config|xlocale|stropts|rpc\/\w+|rpcsvc\/\w+|gnu\/libc-version|gnu\/lib-names|sys\/(?:cdefs|queue|tree|sysctl|gmon|gmon_out|pci|perm|platform\/\w+|rseq|vm86|vlimit|vtimes|unistd|bitypes)|thread_db|libintl|netatalk\/at|netiucv\/iucv|bits\/(?!libc-header-start|wordsize|alltypes)\w+)\.h$/;

const GLIBC_PART = /^(?:gnu\/stubs(?:-\w+)?|bits\/(?:libc-header-start|wordsize|long-double|timesize))\.h$/;
const KERNEL = /^(?:linux|asm|asm-generic|mtd|rdma|scsi|sound|video|xen|drm)\/[\w/.-]+\.h$/;
const WINDOWS =
  /^(?:windows|winsock2?|ws2tcpip|process|io|direct|tchar|conio|psapi|shlobj|shellapi|winbase|windef|winnt|dbghelp|iphlpapi|d3d\w*|_mingw|stdafx|atlbase|objbase|combaseapi|wincodec|tlhelp32|userenv|bcrypt|wincrypt|setupapi)\.h$/i;
const DARWIN =
  /^(?:mach(?:-o)?\/[\w/.-]+|TargetConditionals|Availability(?:Macros)?|(?:CoreFoundation|Foundation|Cocoa|AppKit|Security|IOKit|CoreServices|CoreGraphics|CoreVideo|Carbon|AudioToolbox|CoreAudio|Metal|OpenGL|UIKit|SystemConfiguration|ApplicationServices|WebKit|LocalAuthentication|UserNotifications|AVFoundation|CoreLocation|CoreBluetooth|IOBluetooth)\/[\w/.-]+|dispatch\/dispatch|libproc|xpc\/\w+|os\/(?:log|lock|signpost)|objc\/[\w-]+|libkern\/\w+|sys\/(?:kauth|kern_control|sys_domain|attr|clonefile))\.h$/;

const LIBRARIES: readonly [RegExp, string, string | null][] = [
  [/^(?:zlib|zconf)\.h$/, 'z', 'zlib1g-dev'],
  [/^sqlite3(?:ext)?\.h$/, 'sqlite3', 'libsqlite3-dev'],
  [/^openssl\//, 'ssl', 'libssl-dev'],
  [/^bzlib\.h$/, 'bz2', 'libbz2-dev'],
  [/^lzma(?:\/|\.h)/, 'lzma', 'liblzma-dev'],
  [/^(?:zstd|zstd_errors|zdict)\.h$/, 'zstd', 'libzstd-dev'],
  [/^lz4\w*\.h$/, 'lz4', 'liblz4-dev'],
  [/^snappy-c\.h$/, 'snappy', 'libsnappy-dev'],
  [/^curl\//, 'curl', 'libcurl4-openssl-dev'],
  [/^libxml\//, 'xml2', 'libxml2-dev'],
  [/^librdkafka\//, 'rdkafka', 'librdkafka-dev'],
  [/^git2(?:\/|\.h)/, 'git2', 'libgit2-dev'],
  [/^archive(?:_entry)?\.h$/, 'archive', 'libarchive-dev'],
  [/^png(?:conf)?\.h$/, 'png', 'libpng-dev'],
  [/^(?:jpeglib|turbojpeg|jconfig)\.h$/, 'jpeg', 'libjpeg-dev'],
  [/^webp\//, 'webp', 'libwebp-dev'],
  [/^(?:ft2build\.h|freetype)/, 'freetype', 'libfreetype-dev'],
  [/^uuid\/uuid\.h$/, 'uuid', 'uuid-dev'],
  [/^(?:blkid|libmount)\//, 'blkid', 'libblkid-dev'],
  [/^libudev\.h$/, 'udev', 'libudev-dev'],
  [/^systemd\//, 'systemd', 'libsystemd-dev'],
  [/^pcap(?:\/|\.h|-)/, 'pcap', 'libpcap-dev'],
  [/^libusb(?:-1\.0\/libusb)?\.h$/, 'usb-1.0', 'libusb-1.0-0-dev'],
  [/^seccomp\.h$/, 'seccomp', 'libseccomp-dev'],
  [/^selinux\//, 'selinux', 'libselinux1-dev'],
  [/^sys\/(?:capability|acl)\.h$/, 'cap', 'libcap-dev'],
  [/^security\/(?:pam_\w+|_pam\w+)\.h$/, 'pam', 'libpam0g-dev'],
  [/^gpgme\.h$/, 'gpgme', 'libgpgme-dev'],
  [/^btrfs\/|^btrfs\.h$/, 'btrfs', 'libbtrfs-dev'],
  [/^libdevmapper\.h$/, 'devmapper', 'libdevmapper-dev'],
  [/^(?:rados|rbd|cephfs)\//, 'rados', 'librados-dev'],
  [/^mysql(?:\/|\.h)/, 'mysqlclient', 'default-libmysqlclient-dev'],
  [/^(?:libpq-fe|postgres)\.h$/, 'pq', 'libpq-dev'],
  [/^(?:n?curses|term|panel|menu)\.h$/, 'ncurses', 'libncurses-dev'],
  [/^readline\//, 'readline', 'libreadline-dev'],
  [/^X11\/Xcursor\//, 'Xcursor', 'libxcursor-dev'],
  [/^X11\/extensions\/Xrandr\.h$/, 'Xrandr', 'libxrandr-dev'],
  [/^X11\/extensions\/Xinerama\.h$/, 'Xinerama', 'libxinerama-dev'],
  [/^X11\/extensions\/XInput/, 'Xi', 'libxi-dev'],
  [/^X11\/extensions\/XTest\.h$/, 'Xtst', 'libxtst-dev'],
  [/^X11\/extensions\//, 'Xext', 'libxext-dev'],
  [/^X11\//, 'X11', 'libx11-dev'],
  [/^(?:GL|GLES\d?|EGL|KHR)\//, 'GL', 'libgl-dev'],
  [/^GLFW\//, 'glfw', 'libglfw3-dev'],
  [/^SDL2?(?:\/|\.h|_)/, 'SDL2', 'libsdl2-dev'],
  [/^alsa\/asoundlib\.h$/, 'asound', 'libasound2-dev'],
  [/^pulse\//, 'pulse', 'libpulse-dev'],
  [/^portaudio\.h$/, 'portaudio', 'portaudio19-dev'],
  [/^opus(?:file)?(?:\/|\.h)/, 'opus', 'libopus-dev'],
  [/^gtk\/|^gdk\//, 'gtk-3', 'libgtk-3-dev'],
  [/^(?:glib|glib-object|gio\/gio|gmodule)\.h$/, 'glib-2.0', 'libglib2.0-dev'],
  [/^webkit2?\//, 'webkit2gtk-4.1', 'libwebkit2gtk-4.1-dev'],
  [/^ffi\.h$/, 'ffi', 'libffi-dev'],
  [/^zmq\.h$/, 'zmq', 'libzmq3-dev'],
  [/^czmq\.h$/, 'czmq', 'libczmq-dev'],
  [/^sodium(?:\/|\.h)/, 'sodium', 'libsodium-dev'],
  [/^rocksdb\//, 'rocksdb', 'librocksdb-dev'],
  [/^leveldb\//, 'leveldb', 'libleveldb-dev'],
  [/^jemalloc\//, 'jemalloc', 'libjemalloc-dev'],
  [/^numa\.h$/, 'numa', 'libnuma-dev'],
  [/^netlink\//, 'nl-3', 'libnl-3-dev'],
  [/^fuse(?:\/|\.h)/, 'fuse', 'libfuse-dev'],
  [/^gmp\.h$/, 'gmp', 'libgmp-dev'],
  [/^libvirt\//, 'virt', 'libvirt-dev'],
  [/^lib(?:av\w+|swscale|swresample)\//, 'avcodec', 'libavcodec-dev'],
  [/^Python\.h$/, 'python3', 'libpython3-dev'],
  [/^lua\w*\.h$/, 'lua', 'liblua5.4-dev'],
  [/^(?:wand|MagickWand|magick)\//, 'MagickWand', 'libmagickwand-dev'],
  [/^vips\//, 'vips', 'libvips-dev'],
  [/^opencv2?\//, 'opencv', 'libopencv-dev'],
  [/^tesseract\/|^leptonica\//, 'tesseract', 'libtesseract-dev'],
  [/^proj(?:_api)?\.h$/, 'proj', 'libproj-dev'],
  [/^geos_c\.h$/, 'geos_c', 'libgeos-dev'],
  [/^gdal(?:\/|\.h)/, 'gdal', 'libgdal-dev'],
  [/^(?:lxc)\//, 'lxc', 'lxc-dev'],
  [/^(?:raft|dqlite|uv)\.h$/, 'dqlite', 'libdqlite-dev'],
  [/^(?:sql|sqlext)\.h$/, 'odbc', 'unixodbc-dev'],
  [/^(?:oniguruma|onig\w*)\.h$/, 'onig', 'libonig-dev'],
  [/^bpf\//, 'bpf', 'libbpf-dev'],
  [/^infiniband\//, 'ibverbs', 'libibverbs-dev'],
  [/^(?:cuda|cuda_runtime|nvml)\.h$/, 'cuda', null],
  [/^tensorflow\//, 'tensorflow', null],
  [/^oci\.h$|^dpi\.h$/, 'oci', null],
];

/** Whose a header is, by its name as the compiler prints it. */
export function kindOfHeader(header: string): HeaderKind {
  if (GLIBC_PART.test(header)) return { kind: 'glibc-part' };
  if (LIBC.test(header)) return { kind: 'libc' };
  if (GLIBC.test(header)) return { kind: 'glibc' };
  if (KERNEL.test(header)) return { kind: 'kernel' };
  if (DARWIN.test(header)) return { kind: 'other-os', os: 'darwin' };
  if (WINDOWS.test(header)) return { kind: 'other-os', os: 'windows' };
  for (const [pattern, library, debian] of LIBRARIES) if (pattern.test(header)) return { kind: 'library', library, debian };
  // Headers of C++ itself have no suffix: `iostream`.
  return /^(?:iostream|string|vector|memory|cstd\w+|algorithm|map|functional|thread|atomic|chrono|new|utility|type_traits)$/.test(header) ? { kind: 'libc' } : { kind: 'unknown' };
}
