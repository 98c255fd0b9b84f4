// Command sqlite uses a third-party module with C code, SQLite, which comes through the module proxy.
package main

import (
	"database/sql"
	"fmt"
	"os"

	_ "github.com/mattn/go-sqlite3"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run keeps a table in memory and asks SQLite for its version, a sum and a JSON value.
func run() error {
	db, err := sql.Open("sqlite3", ":memory:")
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1) // every connection to :memory: is a database of its own

	if _, err := db.Exec(`CREATE TABLE cell (number INTEGER PRIMARY KEY, libc TEXT NOT NULL)`); err != nil {
		return err
	}
	for number, libc := range []string{"glibc", "musl", "none"} {
		if _, err := db.Exec(`INSERT INTO cell VALUES (?, ?)`, number+1, libc); err != nil {
			return err
		}
	}
	var version, list string
	var sum int
	err = db.QueryRow(`SELECT sqlite_version(), sum(number), json_group_array(libc) FROM cell`).Scan(&version, &sum, &list)
	if err != nil {
		return err
	}
	if sum != 6 {
		return fmt.Errorf("the sum of 1, 2 and 3 is %d", sum)
	}
	fmt.Printf("sqlite %s: sum %d, libcs %s\n", version, sum, list)
	return nil
}
