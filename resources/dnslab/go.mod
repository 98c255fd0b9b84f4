module cgoscope/dnslab

go 1.19
