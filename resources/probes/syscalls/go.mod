module cgoscope/probes/syscalls

go 1.21
