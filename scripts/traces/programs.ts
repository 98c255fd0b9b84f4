// The programs of the recorded corpus: small sources that ask much of the kernel, in the ways that traces of the field do.

const module = (name: string): string => `module ${name}\n\ngo 1.21\n`;

/** What `go build` compiles: much of the standard library, from nothing. */
export const BUILT = {
  'go.mod': module('built'),
  'main.go': `package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
)

func main() {
	response, err := http.Get(os.Args[1])
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	var value any
	fmt.Println(json.NewDecoder(response.Body).Decode(&value), value)
}
`,
};

/** A server that ends when it is told to, and its load: the first word of its arguments says which of both it is. */
export const SERVER = {
  'go.mod': module('server'),
  'main.go': `package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"sync"
)

func main() {
	if os.Args[1] == "load" {
		load(os.Args[2], os.Args[3])
		return
	}
	over := make(chan struct{})
	var once sync.Once
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		file, err := os.ReadFile("/etc/hosts")
		_, missing := os.Stat("/var/lib/app" + r.URL.Path)
		fmt.Fprintln(w, r.URL.Path, len(file), err, missing)
	})
	http.HandleFunc("/quit", func(w http.ResponseWriter, r *http.Request) { once.Do(func() { close(over) }) })
	go func() { fmt.Println(http.ListenAndServe(":8080", nil)); os.Exit(1) }()
	fmt.Println("listening")
	<-over
}

func load(requests, workers string) {
	n, _ := strconv.Atoi(requests)
	w, _ := strconv.Atoi(workers)
	jobs := make(chan int)
	var all sync.WaitGroup
	for i := 0; i < w; i++ {
		all.Add(1)
		// Half of them keep their connection.
		client := &http.Client{Transport: &http.Transport{DisableKeepAlives: i%2 == 0}}
		go func() {
			defer all.Done()
			for job := range jobs {
				response, err := client.Get(fmt.Sprintf("http://127.0.0.1:8080/page/%d", job))
				if err != nil {
					fmt.Println(err)
					continue
				}
				io.Copy(io.Discard, response.Body)
				response.Body.Close()
			}
		}()
	}
	for i := 0; i < n; i++ {
		jobs <- i
	}
	close(jobs)
	all.Wait()
	if response, err := http.Get("http://127.0.0.1:8080/quit"); err == nil {
		response.Body.Close()
	}
}
`,
};

/** Names, files and processes; runs under an emulator too. */
export const CLIENT = {
  'go.mod': module('client'),
  'main.go': `package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/user"
	"time"
)

func main() {
	resolver := &net.Resolver{PreferGo: true}
	names := append([]string{"localhost", "absent.invalid", "example.test"}, os.Args[1:]...)
	for _, name := range names {
		within, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		addresses, err := resolver.LookupHost(within, name)
		cancel()
		fmt.Println(name, addresses, err)
	}
	if _, err := time.LoadLocation("Europe/Berlin"); err != nil {
		fmt.Println(err)
	}
	_, err := user.LookupId("1000")
	fmt.Println(err)
	for i := 0; i < 200; i++ {
		name := fmt.Sprintf("/tmp/client-%d", i)
		if err := os.WriteFile(name, []byte(name), 0o600); err != nil {
			os.MkdirAll("/tmp", 0o777)
		}
		os.Open(name + ".absent")
		os.Remove(name)
	}
}
`,
};

/** Threads, files, then a signal that nobody caught. */
export const CRASHER = {
  'go.mod': module('crasher'),
  'main.go': `package main

import (
	"fmt"
	"os"
	"runtime/debug"
	"sync"
)

func main() {
	debug.SetTraceback("crash")
	var all sync.WaitGroup
	for i := 0; i < 8; i++ {
		all.Add(1)
		go func() {
			defer all.Done()
			for j := 0; j < 50; j++ {
				os.ReadFile(fmt.Sprintf("/etc/config-%d/%d.conf", i, j))
			}
		}()
	}
	all.Wait()
	var settings map[string]string
	settings["late"] = "the end"
}
`,
};

/** No threads, no clock, the same calls every time: what the counts of two runs are compared over. */
export const PYTHON = `
import json, os, socket, sqlite3, subprocess, sys, tempfile

found = 0
for folder, folders, files in os.walk('/usr/lib/python3'):
    for name in files:
        found += os.stat(os.path.join(folder, name)).st_size
print('walked', found > 0)
with tempfile.TemporaryDirectory() as folder:
    for number in range(2000):
        path = os.path.join(folder, 'file-%d.json' % number)
        with open(path, 'w') as file:
            json.dump({'number': number, 'text': 'x' * 100}, file)
        with open(path) as file:
            json.load(file)
        os.path.exists(path + '.absent')
    database = sqlite3.connect(os.path.join(folder, 'data.db'))
    database.execute('create table t (a integer primary key, b text)')
    for number in range(50):
        with database:
            database.execute('insert into t (b) values (?)', ('row %d' % number,))
    database.close()
for number in range(5):
    subprocess.run(['/bin/true'], check=False)
    subprocess.run([sys.executable, '-S', '-c', 'import os; os.stat("/nothing")'], check=False)
left, right = socket.socketpair()
for number in range(500):
    left.send(b'ping')
    right.recv(4)
for name in ['localhost', 'absent.invalid', 'example.test']:
    try:
        print(socket.getaddrinfo(name, 80)[0][4])
    except OSError as error:
        print(error)
try:
    socket.create_connection(('127.0.0.1', 9), timeout=1)
except OSError as error:
    print(error)
`;
