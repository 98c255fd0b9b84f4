// Go projects for tests, written into a temporary folder.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface TemporaryProject {
  path: string;
  write(file: string, content: string): void;
  remove(): void;
}

/** A folder with go.mod and the files given. */
export function goProject(files: Record<string, string>, goMod = 'module example.test/probe\n\ngo 1.22\n'): TemporaryProject {
  const path = mkdtempSync(join(tmpdir(), 'cgoscope project '));
  const write = (file: string, content: string) => {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), content);
  };
  write('go.mod', goMod);
  for (const [file, content] of Object.entries(files)) write(file, content);
  return { path, write, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Prints one line and ends. */
export const HELLO = `package main

import "fmt"

func main() { fmt.Println("hello from the cell") }
`;

/** Behaves as its first argument says: every way in which a program can be hard to run. */
export const AWKWARD = `package main

import (
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func main() {
	what := "exit"
	if len(os.Args) > 1 {
		what = os.Args[1]
	}
	switch what {
	case "exit":
		code := 0
		if len(os.Args) > 2 {
			code, _ = strconv.Atoi(os.Args[2])
		}
		fmt.Fprintln(os.Stderr, "ending with", code)
		os.Exit(code)
	case "never":
		fmt.Println("going to wait for ever")
		for {
			time.Sleep(time.Hour)
		}
	case "flood":
		line := strings.Repeat("all work and no play ", 3000) + "\\n"
		for written := 0; written < 1<<30; written += len(line) {
			if _, err := os.Stdout.WriteString(line); err != nil {
				os.Exit(9)
			}
		}
	case "fork":
		started := 0
		for i := 0; i < 1000; i++ {
			attr := &os.ProcAttr{Files: []*os.File{nil, nil, nil}}
			if _, err := os.StartProcess("/proc/self/exe", []string{"app", "never"}, attr); err != nil {
				fmt.Println("refused after", started, err)
				os.Exit(7)
			}
			started++
		}
	case "abort":
		syscall.Kill(os.Getpid(), syscall.SIGABRT)
		time.Sleep(time.Minute)
	case "memory":
		var keep [][]byte
		for {
			block := make([]byte, 8<<20)
			for i := range block {
				block[i] = 1
			}
			keep = append(keep, block)
			_ = keep
		}
	case "serve":
		time.Sleep(300 * time.Millisecond)
		listener, err := net.Listen("tcp", ":8080")
		if err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		fmt.Println("listening")
		for {
			if conn, err := listener.Accept(); err == nil {
				conn.Write([]byte("HTTP/1.0 200 OK\\r\\n\\r\\nok"))
				conn.Close()
			}
		}
	}
}
`;
