// Wordings of a system call that was refused: by the kernel (ENOSYS), or by what stands before it (EPERM). Shared by kernel-too-old and seccomp-blocked.
import type { Signal } from '../../types.ts';

/** glibc's start-up, of a static or dynamic program, and its loader: the ABI note asks for a newer kernel. */
export const TOO_OLD: Signal = {
  id: 'kernel-too-old',
  keywords: ['kernel too old', 'kernel is too old', 'cannot determine kernel version', 'requires kernel', 'kernel version', 'linux kernel', 'least kernel'],
  pattern:
    /FATAL: kernel too old|\bkernel (?:is )?too old\b|FATAL: cannot determine kernel version|requires (?:at least )?(?:linux )?kernel (?:version )?(?:>=? ?)?\d+\.\d+|(?:your |the |running )?kernel version .{0,60}(?:too old|not supported|unsupported|older than|less than|lower than)/i,
};

/** Go's runtime, which prints errno as a number: 38, and 89 on MIPS. */
export const GO_RUNTIME_38: Signal = {
  id: 'go-runtime-38',
  keywords: ['failed with 38', 'failed with 89', 'failed to create descriptor', 'failed with -38', 'returned -38', 'errno=38', 'errno 38', 'errno -38', 'failed: 38', 'error 38'],
  pattern:
    /\b(?:runtime: )?\w{3,30}(?: on fd \d+)? failed with -?(?:38|89)\b|netpollinit: failed to create (?:epoll )?descriptor|\w{1,30} returned -38\b|\berrno[= ]-?38\b|failed: 38\b|(?:os )?error 38\b/i,
};

/** ENOSYS in words: Go (lower case), C, Python, Rust, strace. */
export const ENOSYS: Signal = {
  id: 'enosys',
  keywords: ['function not implemented', 'ENOSYS', 'not implemented (os error 38)'],
  pattern: /function not implemented|\bENOSYS\b/i,
};

/** A thread that could not be made, with EPERM: a profile that refuses clone3 so that glibc 2.34 and later do not fall back to clone. */
export const THREAD_EPERM: Signal = {
  id: 'thread-eperm',
  keywords: [
    'pthread_create',
    'create new OS thread',
    'thread failed to start',
    'unable to create thread',
    'create thread',
    'start thread',
    'uv_thread_create',
    'threaded lstat',
    'std::system_error',
    'Operation not permitted',
    'os error 1',
    'create worker',
    'worker thread',
    'spawn thread',
    'spawn a new',
    "can't start new thread",
    'clone3',
    "Can't create thread",
    "Can't initialize Background Jobs",
    'Failed to create CoreCLR',
  ],
  pattern:
    /pthread_create (?:failed|returned|error)?:? ?.{0,60}(?:Operation not permitted|EPERM)|failed to create new OS thread \(have \d+ already; errno=1\)|getaddrinfo\(\) thread failed to start|unable to create (?:threaded lstat|thread):? .{0,40}Operation not permitted|(?:failed|unable|not able|cannot|can't|could(?: not|n't)) (?:to )?(?:start|create|spawn|launch|make).{0,60}thread.{0,80}(?:Operation not permitted|EPERM|os error 1\b|code: 1\b)|uv_thread_create|std::system_error.{0,80}Operation not permitted|Can't create thread .{0,80}errno: 1\b|Can't initialize Background Jobs\. Error message: Operation not permitted|Failed to create CoreCLR, HRESULT: 0x80070008|what\(\): +Operation not permitted|clone3.{0,80}(?:Operation not permitted|EPERM)/i,
};

/** A call refused, and named: strace's lines, Go's `call: operation not permitted`, C's perror. */
export const CALL_EPERM: Signal = {
  id: 'call-eperm',
  keywords: ['operation not permitted', 'EPERM'],
  pattern: /\boperation not permitted\b|\bEPERM\b/i,
};

/** What refuses faccessat2 and the clocks of 64 bits looks like to a shell, to make, to apt, to Python. */
export const OLD_PROFILE: Signal = {
  id: 'old-profile',
  keywords: [
    '/sh: Operation not permitted',
    '/bash: Operation not permitted',
    'Operation not permitted',
    'Problem executing scripts',
    'pyinit_main',
    "can't initialize time",
    'init_interp_main',
    'libseccomp',
    'seccomp',
  ],
  pattern:
    /^(?:[^:]{0,60}: )?make(?:\[\d+\])?: (?:\S{1,80}: )?Operation not permitted|Fatal Python error: .{0,60}can't initialize time|pyinit_main: can't initialize time|PermissionError: \[Errno 1\] Operation not permitted$|^(?:\/\S{1,80}: )?(?:line \d+: )?\/\S{1,120}: Operation not permitted$|^sleep: cannot read realtime clock: Operation not permitted|^date: .{0,40}Operation not permitted|cannot read realtime clock|Problem executing scripts (?:APT|DPkg)::[\w:]*Post-Invoke|clock_(?:gettime|nanosleep).{0,60}Operation not permitted/i,
};

/** Killed for a call: a profile with SCMP_ACT_KILL, or Android's. */
export const SIGSYS: Signal = {
  id: 'sigsys',
  keywords: ['SIGSYS', 'bad system call', 'signal 31', 'exit code 159', 'exited with code 159', 'status 159', 'type=1326', 'audit: type=SECCOMP', 'SECCOMP auid'],
  pattern: /\bSIGSYS\b|bad system call|\bsignal 31\b|(?:exit(?:ed)?(?: with)?(?: code| status)?|code|status)[ :=]+159\b|type=1326|type=SECCOMP|SECCOMP auid/i,
};

/** Somebody tried: with no profile it works. */
export const UNCONFINED: Signal = { id: 'seccomp-named', keywords: ['seccomp'], pattern: /seccomp[=:]?\s?unconfined|\bseccomp\b|libseccomp/i };

/** Versions that a log tells: `Server Version: 19.03.5`, `Docker version 18.09.7, build …`, `Kernel Version: 3.10.0`. */
export const ENGINE_VERSION: Signal = {
  id: 'engine-version',
  keywords: ['docker version', 'server version', 'docker engine', 'docker-ce'],
  pattern: /(?:docker version|server version:?|docker engine(?: - community)?(?: version)?:?|docker-ce)[ :=]+v?(\d{2}\.\d{1,2}(?:\.\d{1,3})?)/i,
};
/** `docker version` prints the number on the line after. */
export const ENGINE_BLOCK: Signal = { id: 'engine-block', keywords: ['engine:'], pattern: /^\s*Engine:\s*$/i };
export const KERNEL_VERSION: Signal = {
  id: 'kernel-version',
  keywords: ['kernel version', 'Linux version', 'Linux ', 'kernel:', 'uname'],
  pattern: /(?:kernel version:?|linux version|^\s*kernel:|^linux \S{1,64}) +v?(\d\.\d{1,2}\.\d{1,3}\S{0,60})/i,
};

/** A process or thread limit, that reads the same but for its errno. */
export const THREAD_LIMIT: Signal = {
  id: 'thread-limit',
  keywords: ['resource temporarily unavailable', 'errno=11', 'Cannot allocate memory', 'errno=12'],
  pattern: /Resource temporarily unavailable|errno=1[12]\b|Cannot allocate memory/i,
};
