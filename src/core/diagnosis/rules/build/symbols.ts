// Undefined symbols: whose they are. The names decide between libraries of another libc, a library that is not linked, and runtime/cgo.

export type SymbolKind =
  /** An object of runtime/cgo. */
  | { kind: 'runtime-cgo' }
  /** Only glibc has it, of any version: `__memcpy_chk`. */
  | { kind: 'glibc' }
  /** Of a C library that is neither glibc nor musl: Microsoft's, Android's, newlib. */
  | { kind: 'foreign'; libc: string }
  /** glibc has it from some version on, or until one: `__isoc23_strtol`, `__exp_finite`. */
  | { kind: 'glibc-version' }
  /** Names for large files: glibc links them, musl from 1.2.4 on does not. */
  | { kind: 'lfs64' }
  /** A library that is known by the names of its functions. */
  | { kind: 'library'; library: string; debian: string | null }
  | { kind: 'unknown' };

/** runtime/cgo: gcc_*.c, gcc_*.S, asm_*.s and callbacks.go of Go 1.5 to 1.27. */
const RUNTIME_CGO =
  /^(?:x_cgo_\w+|x_crosscall2_ptr|_?crosscall(?:1|2|_\w+)|_cgo_(?:topofstack|panic|init|thread_start|sys_thread_start|sys_thread_create|notify_runtime_init_done|wait_runtime_init_done|release_context|get_context_function|set_stacklo|try_pthread_create|yield|callers|mmap|munmap|sigaction|setenv|unsetenv|bindm|pthread_key_created|getstackbound|reginit|allocate|beginthread|is_runtime_initialized|preinit_init)|_iscgo|_?set_crosscall2)$/;

/** Fortified twins (`_FORTIFY_SOURCE`), names that glibc's headers put in place of the plain ones, and GNU extensions that musl never had. */
const GLIBC =
  /^(?:__\w+_chk|__(?:strftime|strtod|strtof|strtold|strtol|strtoll|strtoul|strtoull|newlocale|uselocale|duplocale|freelocale|nl_langinfo|strcoll|strxfrm|towlower|towupper|wctype|iswctype|wcscoll|wcsxfrm|wcsftime)(?:_l)?|__res_n?(?:init|close|search|query|mkquery|send)|__res_(?:init|nclose)|__dn_(?:expand|comp|skipname)|__ns_\w+|__fdelt_warn|__register_atfork|gnu_get_libc_(?:version|release)|backtrace(?:_symbols(?:_fd)?)?|__(?:x|fx|lx)stat(?:at)?(?:64)?|__xmknod(?:at)?|__secure_getenv|__rawmemchr|__strdup|__strndup|__mempcpy|__stpcpy|__getauxval|(?:get|set|make|swap)context|mallinfo2?|mallopt|malloc_trim|malloc_info|__malloc_hook|__free_hook|__realloc_hook|__memalign_hook|mcheck|mtrace|error_at_line|canonicalize_file_name|__pthread_(?:un)?register_cancel|__libc_(?:malloc|free|calloc|realloc|memalign|enable_secure|dlopen_mode|dlsym|current_sigrtmin|current_sigrtmax)|_dl_\w+|__tls_get_addr_internal|__stack_chk_fail_local|__poll|__open64_2|__open_2|__openat_2|__openat64_2|__vfprintf|__asprintf|__cmsg_nxthdr_internal|obstack_\w+|_obstack_\w+|argp_\w+|fts_(?:open|read|close|children|set)|fts64_\w+|getaddrinfo_a|gai_(?:error|suspend|cancel)|pvalloc|strfry|rpmatch|parse_printf_format|register_printf_\w+|pthread_(?:mutexattr_setkind_np|rwlockattr_setkind_np|attr_setaffinity_np|tryjoin_np|timedjoin_np|clockjoin_np|yield)|_IO_\w+|libc_(?:start_main)|__libc_csu_(?:init|fini)|__printf_fp|__gmon_start__)$/;

/** Exported by glibc under two underscores, besides the plain name. */
const GLIBC_INTERNAL =
  /^(?:__(?:isnan|isinf|finite)[fl]?|__pthread_(?:mutex\w*|key_create|once|rwlock\w*|getspecific|setspecific|cond\w*|atfork|initialize_minimal|unwind_next|setname_np)|__libc_(?!start_main$|csu_)\w+|__nss_\w+|__fortify_fail|__chk_fail|__gai_sigqueue|__rpc_\w+|__(?:nanosleep|sigaction|sysconf|getdelim|sigprocmask|select|connect|send|fcntl|open|read|write|close|lseek|fork|vfork|wait|waitpid|sched_yield|getpagesize|getpid|bzero|ffs|toascii_l|strcasecmp|strtok_r|dup2|fxstat|profile_frequency|statfs|backtrace|backtrace_symbols|clone)|gnu_dev_(?:major|minor|makedev)|(?:random|srandom|initstate|setstate|drand48|erand48|lrand48|nrand48|mrand48|srand48)_r|(?:strtod|strtof|strtold|strtol|strtoul)_internal)$/;
/** Microsoft's run-time library and compiler, Android's bionic, newlib and Cygwin. */
const FOREIGN: readonly [RegExp, string][] = [
  [
    /^(?:__imp_+)?_*(?:acrt_iob_func|stdio_common_\w+|security_(?:cookie|check_cookie|init_cookie)|fltused|chkstk|GSHandlerCheck\w*|CxxFrameHandler\d?|RTC_\w+|report_rangecheckfailure|vcrt_\w+|invalid_parameter_\w+|ms_v?\w*printf|mingw_v?\w*(?:printf|scanf)\w*|intrinsic_setjmpex?)$/,
    "Microsoft's C library or compiler",
  ],
  [/^(?:__sF|__errno|__system_property_get|__register_frame_info_android)$/, "Android's C library"],
  [/^(?:_impure_ptr|__getreent|_ctype_|__locale_ctype_ptr\w*)$/, 'newlib or Cygwin'],
];

/** Came or went with a version of glibc; some came to musl too. */
const GLIBC_VERSION =
  /^(?:__isoc23_\w+|__isoc2x_\w+|__\w+_finite|_dl_find_object|__libc_single_threaded|strlcpy|strlcat|wcslcpy|wcslcat|arc4random(?:_buf|_uniform)?|pthread_cond_clockwait|pthread_mutex_clocklock|sem_clockwait|getentropy|getrandom|reallocarray|explicit_bzero|gettid|close_range|closefrom|memfd_create|copy_file_range|statx|tgkill|execveat|quick_exit|at_quick_exit|__cxa_thread_atexit_impl|timespec_get(?:res)?|epoll_pwait2|process_(?:madvise|mrelease)|pidfd_\w+|__\w+_time64|__\w*time64|__(?:stat|lstat|fstat|fstatat|clock_gettime|gettimeofday|localtime|gmtime|mktime|nanosleep|select|utimensat)64\w*|secure_getenv|__memcpy_generic|__sigsetjmp_cancel|__signbitl|__getrandom_nocancel|__errno_location_internal|pthread_(?:get|set)name_np|stat|fstat|lstat|fstatat|mknod|mknodat)$/;

const LFS64 =
  /^(?:(?:f|l)?stat64|fstatat64|open64|openat64|creat64|lseek64|pread64|pwrite64|preadv64(?:v2)?|pwritev64(?:v2)?|mmap64|ftruncate64|truncate64|readdir64(?:_r)?|scandir64|alphasort64|versionsort64|fopen64|freopen64|fseeko64|ftello64|fgetpos64|fsetpos64|tmpfile64|mkstemp64|mkostemp64|mkstemps64|(?:get|set|pr)rlimit64|statfs64|fstatfs64|statvfs64|fstatvfs64|fallocate64|posix_fadvise64|posix_fallocate64|sendfile64|lockf64|fcntl64|ftw64|nftw64|glob64|globfree64|getdirentries64|aio_(?:read|write|error|return|cancel|fsync|suspend)64|lio_listio64)$/;

/** Libraries by the names of their functions: `-l` name and Debian's package with headers and archive. The first that fits counts. */
const LIBRARIES: readonly [RegExp, string, string | null][] = [
  [/^dl(?:open|sym|close|error|addr|addr1|vsym|info|mopen|_iterate_phdr)$/, 'dl', null],
  [/^(?:pthread_\w+|sem_(?:init|post|wait|trywait|timedwait|destroy|open|close|unlink|getvalue))$/, 'pthread', null],
  [/^(?:shm_(?:open|unlink)|clock_(?:gettime|getres|settime|nanosleep)|timer_(?:create|settime|delete|gettime|getoverrun)|mq_\w+|aio_\w+)$/, 'rt', null],
  [
    /^(?:l?l?(?:round|rint)[fl]?|(?:a?(?:sin|cos|tan)h?|atan2|exp|exp2|exp10|expm1|log|log2|log10|log1p|logb|pow|sqrt|cbrt|hypot|floor|ceil|trunc|nearbyint|fmod|fmax|fmin|fma|fdim|remainder|remquo|frexp|ldexp|modf|scalbn|scalbln|ilogb|erf|erfc|[lt]gamma|gamma|lgamma_r|copysign|nextafter|sincos|[jy][01n])[fl]?|c(?:exp|log|pow|sqrt|abs|arg)[fl]?|fe(?:setround|getround|clearexcept|raiseexcept|testexcept|getenv|setenv|holdexcept|updateenv))$/,
    'm',
    null,
  ],
  [/^(?:crypt|crypt_r|crypt_gensalt\w*)$/, 'crypt', 'libcrypt-dev'],
  [
    /^(?:res_n?(?:init|search|query|mkquery|send|querydomain|close)|dn_(?:expand|comp|skipname)|ns_(?:initparse|parserr|get\d+|name_\w+|msg_\w+)|hstrerror|b64_(?:ntop|pton))$/,
    'resolv',
    null,
  ],
  [/^(?:openpty|forkpty|login_tty|login|logout|logwtmp)$/, 'util', null],
  [/^__atomic_\w+$/, 'atomic', null],
  [
    /^(?:_Z\w+|__cxa_\w+|__gxx_personality_\w+|__dynamic_cast|__cxxabiv1|(?:non-virtual |virtual )?(?:thunk|vtable|typeinfo|guard variable|VTT).*|operator (?:new|delete).*|std::.*)$/,
    'stdc++',
    null,
  ],
  [/^_Unwind_\w+$/, 'gcc_eh', null],
  [
    /^__(?:(?:u?div|u?mod|mul|ashl|ashr|lshr|neg|cmp|ucmp)(?:ti|di|si)[34]|(?:mul|div)[sdxt]c3|aeabi_\w+|float\w+tf|fix\w*tf\w+|\w+tf[23]|abs?v[sd]i2|popcount[dst]i2|c[lt]z[dst]i2|sync_\w+|addtf3|getf2|lttf2|aarch64_\w+|clear_cache|cpu_model|cpu_indicator_init)$/,
    'gcc',
    null,
  ],
  [/^(?:sqlite3_\w+)$/, 'sqlite3', 'libsqlite3-dev'],
  [
    /^(?:deflate\w*|inflate\w*|crc32(?:_\w+)?|adler32\w*|compress2?|compressBound|uncompress2?|gz(?:open|read|write|close|eof|gets|puts|seek|error|printf|dopen|buffer)\w*|zlib\w+|zError)$/,
    'z',
    'zlib1g-dev',
  ],
  [/^(?:SSL_\w+|TLS_\w+|DTLS_\w+|OPENSSL_init_ssl)$/, 'ssl', 'libssl-dev'],
  [
    /^(?:EVP_\w+|CRYPTO_\w+|RSA_\w+|DSA_\w+|EC_\w+|ECDSA_\w+|BN_\w+|BIO_\w+|X509\w*|PEM_\w+|ERR_\w+|OPENSSL_\w+|HMAC\w*|SHA\d+\w*|MD5_\w+|ASN1_\w+|RAND_\w+|d2i_\w+|i2d_\w+|PKCS\w+|ENGINE_\w+)$/,
    'crypto',
    'libssl-dev',
  ],
  [/^BZ2_\w+$/, 'bz2', 'libbz2-dev'],
  [/^lzma_\w+$/, 'lzma', 'liblzma-dev'],
  [/^(?:ZSTD_\w+|ZDICT_\w+)$/, 'zstd', 'libzstd-dev'],
  [/^LZ4F?_\w+$/, 'lz4', 'liblz4-dev'],
  [/^snappy_\w+$/, 'snappy', 'libsnappy-dev'],
  [/^curl_\w+$/, 'curl', 'libcurl4-openssl-dev'],
  [/^xml[A-Z]\w+$/, 'xml2', 'libxml2-dev'],
  [/^xslt\w+$/, 'xslt', 'libxslt1-dev'],
  [/^rd_kafka_\w+$/, 'rdkafka', 'librdkafka-dev'],
  [/^git_\w+$/, 'git2', 'libgit2-dev'],
  [/^archive_\w+$/, 'archive', 'libarchive-dev'],
  [/^png_\w+$/, 'png', 'libpng-dev'],
  [/^(?:jpeg_\w+|tj\w+)$/, 'jpeg', 'libjpeg-dev'],
  [/^WebP\w+$/, 'webp', 'libwebp-dev'],
  [/^FT_\w+$/, 'freetype', 'libfreetype-dev'],
  [/^uuid_\w+$/, 'uuid', 'uuid-dev'],
  [/^blkid_\w+$/, 'blkid', 'libblkid-dev'],
  [/^udev_\w+$/, 'udev', 'libudev-dev'],
  [/^sd_\w+$/, 'systemd', 'libsystemd-dev'],
  [/^pcap_\w+$/, 'pcap', 'libpcap-dev'],
  [/^libusb_\w+$/, 'usb-1.0', 'libusb-1.0-0-dev'],
  [/^seccomp_\w+$/, 'seccomp', 'libseccomp-dev'],
  [/^(?:selinux_\w+|is_selinux_\w+|(?:get|set|lget|lset|fget|fset)filecon\w*|freecon)$/, 'selinux', 'libselinux1-dev'],
  [/^cap_\w+$/, 'cap', 'libcap-dev'],
  [/^gpgme_\w+$/, 'gpgme', 'libgpgme-dev'],
  [/^dm_\w+$/, 'devmapper', 'libdevmapper-dev'],
  [/^(?:rados|rbd|ceph)_\w+$/, 'rados', 'librados-dev'],
  [/^mysql_\w+$/, 'mysqlclient', 'default-libmysqlclient-dev'],
  [/^(?:PQ\w+|pq\w+)$/, 'pq', 'libpq-dev'],
  [/^(?:ncurses|initscr|endwin|newwin|wrefresh|mvwprintw|waddnstr|tgetent|tputs|stdscr)\w*$/, 'ncurses', 'libncurses-dev'],
  [/^(?:rl_\w+|readline|add_history)$/, 'readline', 'libreadline-dev'],
  [/^X[A-Z]\w+$/, 'X11', 'libx11-dev'],
  [/^gl[A-Z]\w+$/, 'GL', 'libgl-dev'],
  [/^snd_\w+$/, 'asound', 'libasound2-dev'],
  [/^(?:gtk|gdk)_\w+$/, 'gtk-3', 'libgtk-3-dev'],
  [/^g_\w+$/, 'glib-2.0', 'libglib2.0-dev'],
  [/^(?:ffi_\w+)$/, 'ffi', 'libffi-dev'],
  [/^(?:zmq_\w+)$/, 'zmq', 'libzmq3-dev'],
  [/^(?:sodium_\w+|crypto_(?:box|sign|secretbox|generichash|aead|auth|hash|pwhash)\w*|randombytes\w*)$/, 'sodium', 'libsodium-dev'],
  [/^(?:rocksdb_\w+)$/, 'rocksdb', 'librocksdb-dev'],
  [/^(?:leveldb_\w+)$/, 'leveldb', 'libleveldb-dev'],
  [/^(?:je_\w+|mallctl\w*)$/, 'jemalloc', 'libjemalloc-dev'],
  [/^(?:numa_\w+)$/, 'numa', 'libnuma-dev'],
  [/^(?:nl_\w+|genl_\w+)$/, 'nl-3', 'libnl-3-dev'],
  [/^(?:fuse_\w+)$/, 'fuse', 'libfuse-dev'],
  [/^(?:mp[zqf]_\w+|__gmp\w+)$/, 'gmp', 'libgmp-dev'],
  [/^(?:virDomain|virConnect|virNetwork|virStorage)\w+$/, 'virt', 'libvirt-dev'],
  [/^(?:av_\w+|avcodec_\w+|avformat_\w+|sws_\w+|swr_\w+)$/, 'avcodec', 'libavcodec-dev'],
  [/^(?:lua_\w+|luaL_\w+)$/, 'lua', 'liblua5.4-dev'],
  [/^(?:Py[A-Z]\w+|_Py\w+)$/, 'python3', 'libpython3-dev'],
  [/^TF_\w+$/, 'tensorflow', null],
  [/^ibv_\w+$/, 'ibverbs', 'libibverbs-dev'],
  [/^(?:cu[A-Z]\w+|cuda[A-Z]\w+|nvml\w+)$/, 'cuda', null],
];

/** Names that glibc holds itself and that come to musl in a library of its own: Alpine's musl-fts, argp-standalone, musl-obstack, libexecinfo, gettext's libintl. */
const MUSL_LIBRARIES: readonly [RegExp, string][] = [
  [/^fts(?:64)?_\w+$/, 'fts'],
  [/^argp_\w+$/, 'argp'],
  [/^_?obstack_\w+$/, 'obstack'],
  [/^backtrace(?:_symbols(?:_fd)?)?$/, 'execinfo'],
  [/^libintl_\w+$/, 'intl'],
];
export const muslLibraryOf = (name: string): string | null => MUSL_LIBRARIES.find(([pattern]) => pattern.test(name))?.[1] ?? null;

/** `__memcpy_chk@GLIBC_2.3.4` and `dlsym@@GLIBC_2.2.5` without the version; the `_` that Mach-O puts before C names is taken off by the caller. */
export const plainName = (symbol: string): string => symbol.replace(/@{1,2}[\w.]+$/, '').replace(/\(\)$/, '');

/** Whose an undefined symbol is, by its name alone. */
export function kindOfSymbol(symbol: string): SymbolKind {
  const name = plainName(symbol);
  if (RUNTIME_CGO.test(name)) return { kind: 'runtime-cgo' };
  if (LFS64.test(name)) return { kind: 'lfs64' };
  if (GLIBC_VERSION.test(name)) return { kind: 'glibc-version' };
  if (GLIBC.test(name) || GLIBC_INTERNAL.test(name)) return { kind: 'glibc' };
  const foreign = FOREIGN.find(([pattern]) => pattern.test(name));
  if (foreign !== undefined) return { kind: 'foreign', libc: foreign[1] };
  if (/@(?:GLIBC(?:XX)?|CXXABI|GCC)_(?:[\d.]+|PRIVATE)$/.test(symbol) && !symbol.includes('@@')) return { kind: 'glibc-version' };
  for (const [pattern, library, debian] of LIBRARIES) if (pattern.test(name)) return { kind: 'library', library, debian };
  return { kind: 'unknown' };
}

/** Debian's package for a `-l` name; null where it is part of libc or the compiler, or not known. */
export function debianPackageOf(library: string): string | null {
  return LIBRARIES.find(([, name]) => name === library)?.[2] ?? null;
}

/** Libraries that come with a C compiler and its libc: where they are not found, the compiler's own files are missing, or their static archives. */
export const isLibcLibrary = (library: string): boolean =>
  /^(?:c|m|dl|rt|pthread|util|resolv|crypt|gcc|gcc_s|gcc_eh|ssp|ssp_nonshared|stdc\+\+|atomic|anl|nsl|c_nonshared|System|mingwex|mingw32|msvcrt|kernel32|user32|compiler_rt)$/.test(
    library,
  );

/** Names that every libc has: many of them undefined at once means that no libc is linked. */
export const isLibcName = (symbol: string): boolean =>
  /^(?:malloc|free|calloc|realloc|abort|exit|printf|fprintf|vfprintf|snprintf|puts|fputs|fputc|fwrite|stderr|stdout|memcpy|memset|strlen|strcmp|strerror|__errno_location|getenv|setenv|unsetenv|nanosleep|sigfillset|sigaction|mmap|munmap|write|read|open|close|environ|getaddrinfo|freeaddrinfo|gai_strerror|getpwnam_r)$/.test(
    plainName(symbol),
  );
