package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
)

// Small roots of samples, below one folder of this run. What they hold is hard-linked from one copy of each file: copied once, before any process
// starts, because a program that is still being written can't be started (ETXTBSY).
type roots struct {
	folder string
	// From a path of the lab to its copy.
	copies map[string]string
	mutex  sync.Mutex
}

func newRoots(work string) (*roots, error) {
	if err := os.MkdirAll(work, 0o755); err != nil {
		return nil, fmt.Errorf("there is no place to work in: %w", err)
	}
	folder, err := os.MkdirTemp(work, "run-")
	if err != nil {
		return nil, fmt.Errorf("there is no place to work in: %w", err)
	}
	return &roots{folder: folder, copies: map[string]string{}}, nil
}

func (roots *roots) close() {
	if err := os.RemoveAll(roots.folder); err != nil {
		fmt.Fprintln(os.Stderr, "dnslab: something is left in the folder of the small roots: "+err.Error())
	}
}

// One thing in a small root: a file of the lab that is linked, or a symbolic link.
type part struct {
	// Path in the small root, without a slash at its beginning.
	at string
	// Of the copy; empty: it is a symbolic link.
	file   string
	target string
}

// prepare copies one file of the lab, once.
func (roots *roots) prepare(path string) (string, error) {
	roots.mutex.Lock()
	defer roots.mutex.Unlock()
	if copied, done := roots.copies[path]; done {
		return copied, nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	to := filepath.Join(roots.folder, "file-"+strconv.Itoa(len(roots.copies)))
	if err := copyFile(path, to, info.Mode().Perm()|0o555); err != nil {
		return "", err
	}
	roots.copies[path] = to
	return to, nil
}

// prepareTree copies a folder of the lab, file by file, and says what a small root that has it holds.
func (roots *roots) prepareTree(tree string) ([]part, error) {
	parts := []part{}
	err := filepath.WalkDir(tree, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		at, err := filepath.Rel(tree, path)
		if err != nil {
			return err
		}
		if entry.Type()&fs.ModeSymlink != 0 {
			target, err := os.Readlink(path)
			parts = append(parts, part{at: at, target: target})
			return err
		}
		if !entry.Type().IsRegular() {
			return fmt.Errorf("%s is neither a file nor a folder nor a symbolic link", path)
		}
		copied, err := roots.prepare(path)
		parts = append(parts, part{at: at, file: copied})
		return err
	})
	return parts, err
}

func copyFile(from, to string, mode fs.FileMode) (err error) {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	defer func() {
		if closing := target.Close(); err == nil {
			err = closing
		}
	}()
	_, err = io.Copy(target, source)
	return err
}

// make writes the small root of a sample and gives its path.
func (roots *roots) make(sample *sample, parts []part) (string, error) {
	root, err := os.MkdirTemp(roots.folder, "root-")
	if err != nil {
		return "", err
	}
	// Whatever user the program becomes, it may look around.
	if err := os.Chmod(root, 0o755); err != nil {
		return root, err
	}
	for _, folder := range []string{"etc", "tmp", "dev"} {
		if err := os.Mkdir(filepath.Join(root, folder), 0o755); err != nil {
			return root, err
		}
	}
	for _, part := range parts {
		if err := place(root, part); err != nil {
			return root, err
		}
	}
	for name, text := range map[string]*string{"resolv.conf": sample.Files.ResolvConf, "nsswitch.conf": sample.Files.Nsswitch, "hosts": sample.Files.Hosts} {
		if text == nil {
			continue
		}
		if err := write(filepath.Join(root, "etc", name), *text); err != nil {
			return root, err
		}
	}
	if sample.Subject.Program == "" {
		return root, nil
	}
	return root, forPrograms(root)
}

// What a program of the user may count on besides. A device can't be made without MKNOD: an empty file takes its place where the real one can't be linked.
func forPrograms(root string) error {
	if err := os.Chmod(filepath.Join(root, "tmp"), 0o777|fs.ModeSticky); err != nil {
		return err
	}
	null := filepath.Join(root, "dev/null")
	if os.Link("/dev/null", null) != nil {
		if err := write(null, ""); err != nil {
			return err
		}
		if err := os.Chmod(null, 0o666); err != nil {
			return err
		}
	}
	passwd := filepath.Join(root, "etc/passwd")
	if _, err := os.Lstat(passwd); err == nil {
		return nil
	}
	return write(passwd, "root:x:0:0:root:/:/app\n")
}

// Files of the scenario win over files of a program's own folder, which are links: they are replaced, never written through.
func write(path, text string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.WriteFile(path, []byte(text), 0o644)
}

func place(root string, part part) error {
	path := filepath.Join(root, part.at)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	if part.file == "" {
		return os.Symlink(part.target, path)
	}
	return os.Link(part.file, path)
}

// A path of the lab that a job names: below its folder, whatever it says.
func below(folder, name string) (string, error) {
	if name == "" || strings.ContainsRune(name, 0) || filepath.IsAbs(name) || filepath.Clean(name) != name || name == ".." || strings.HasPrefix(name, "../") {
		return "", fmt.Errorf("%q is no name below %s", name, folder)
	}
	return filepath.Join(folder, name), nil
}
