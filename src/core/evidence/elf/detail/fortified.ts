// Functions of a C library that have a checked twin (`memcpy`, `__memcpy_chk`): what _FORTIFY_SOURCE turns one into the other. Source: glibc's debug folder.

/** The plain names. */
const FORTIFIABLE = new Set(
  `memcpy memmove mempcpy memset explicit_bzero stpcpy stpncpy strcpy strncpy strcat strncat strlcpy strlcat
   sprintf snprintf vsprintf vsnprintf printf fprintf vprintf vfprintf dprintf vdprintf asprintf vasprintf obstack_printf obstack_vprintf syslog vsyslog
   gets fgets fgets_unlocked fread fread_unlocked read pread pread64 recv recvfrom poll ppoll ppoll64 readlink readlinkat getcwd getwd realpath confstr
   getgroups ttyname_r gethostname getdomainname getlogin_r ptsname_r longjmp siglongjmp _longjmp
   wmemcpy wmemmove wmempcpy wmemset wcscpy wcpcpy wcsncpy wcpncpy wcscat wcsncat wcslcpy wcslcat swprintf vswprintf wprintf fwprintf vwprintf vfwprintf
   fgetws fgetws_unlocked wctomb wcrtomb mbstowcs wcstombs mbsrtowcs mbsnrtowcs wcsrtombs wcsnrtombs inet_ntop inet_pton`
    .trim()
    .split(/\s+/),
);

export const isFortifiable = (name: string): boolean => FORTIFIABLE.has(name);

/** `__memcpy_chk`, `__open64_2`, `__fdelt_chk`; the stack protector's own function is none of them. */
export function isFortified(name: string): boolean {
  if (name === '__fdelt_chk' || name === '__fdelt_warn' || /^__(open|openat|mq_open)(64)?_2$/.test(name)) return true;
  const base = /^__(\w+)_chk(?:ieee128)?$/.exec(name)?.[1];
  return base !== undefined && FORTIFIABLE.has(base);
}
