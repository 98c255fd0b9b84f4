package main

import "time"

// loadTimeZone needs the zone database of the image: it is only in the program when built with -tags timetzdata.
func loadTimeZone() (string, error) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		return "", err
	}
	summer := time.Date(2024, time.July, 1, 12, 0, 0, 0, time.UTC).In(berlin)
	return "noon UTC on 1 July is " + summer.Format("15:04 MST"), nil
}
