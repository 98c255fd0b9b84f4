module cgoscope/gofacts

go 1.22
