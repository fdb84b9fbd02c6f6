package show

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// writePictures writes what -svg and -cast ask for.
func writePictures(app App, f flags, c Choice, tape Tape, color bool, out *bufio.Writer) error {
	if f.svg != "" {
		scene := still(tape.Scene(app.poster(f, c.Scenario, tape.Len())))
		if err := writeFile(f.svg, out, func(w io.Writer) error { return SVG(w, scene, WideSize) }); err != nil {
			return err
		}
	}
	if f.cast != "" {
		write := func(w io.Writer) error {
			return Cast(w, tape, CastOptions{Size: TerminalSize, Speed: f.speed, Color: color})
		}
		if err := writeFile(f.cast, out, write); err != nil {
			return err
		}
	}
	return nil
}

// writeFile writes a file whole or not at all: under another name in the same
// folder first, renamed when complete. The name "-" is out. What is there and is no
// regular file, such as a pipe, a device or a link, stays what it is and is written.
func writeFile(name string, out *bufio.Writer, write func(io.Writer) error) (err error) {
	var content bytes.Buffer
	if err := write(&content); err != nil {
		return err
	}
	if name == "-" {
		_, err := content.WriteTo(out)
		return err
	}
	if info, err := os.Lstat(name); err == nil && !info.Mode().IsRegular() {
		return writeInto(name, &content)
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return named(name, err)
	}
	defer func() {
		if err != nil {
			err = named(name, errors.Join(err, os.Remove(tmp.Name())))
		}
	}()
	if _, err := content.WriteTo(tmp); err != nil {
		return errors.Join(err, tmp.Close())
	}
	if err := tmp.Close(); err != nil {
		return err
	}
	// CreateTemp makes a private file; a picture is as public as any other file.
	if err := os.Chmod(tmp.Name(), 0o644); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), name)
}

func writeInto(name string, content io.WriterTo) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return named(name, err)
	}
	if _, err := content.WriteTo(f); err != nil {
		return named(name, errors.Join(err, f.Close()))
	}
	return f.Close()
}

// named is an error about the file the user knows, not about the one that stands
// in for it.
func named(name string, err error) error {
	var path *os.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		err = path.Err
	case errors.As(err, &link):
		err = link.Err
	}
	return fmt.Errorf("cannot write %s: %w", name, err)
}
