package concurrency

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"underhood/bench/harness"
)

// program is the small program that the workers are, see its main.go.
const program = "underhood/bench/concurrency/worker"

// small makes the function that builds the program, in the user's cache folder,
// when it is first called. Without the go command or the sources it is "".
func small() func(ctx context.Context) (exe string, err error) {
	var built bool
	var exe string
	return func(ctx context.Context) (string, error) {
		if built {
			return exe, nil
		}
		goTool, err := exec.LookPath("go")
		if err == nil {
			err = exec.CommandContext(ctx, goTool, "list", program).Run()
		}
		if err == nil {
			exe, err = build(ctx, goTool)
		} else {
			err = ctx.Err()
		}
		built = err == nil
		return exe, err
	}
}

func build(ctx context.Context, goTool string) (string, error) {
	root, err := os.UserCacheDir()
	if err != nil {
		root = os.TempDir()
	}
	folder := filepath.Join(root, "underhood-bench", "concurrency")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	// Another run may have the program open: build beside it, then take its place.
	exe := filepath.Join(folder, "worker.exe")
	fresh := fmt.Sprintf("%s.%d", exe, os.Getpid())
	if said, err := exec.CommandContext(ctx, goTool, "build", "-o", fresh, program).CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the worker: %w\n%s", err, said)
	}
	return exe, os.Rename(fresh, exe)
}

// itself runs this program again as a worker. The test binary does too; its
// TestMain looks at the same arguments.
func itself(name string) func(context.Context) (harness.Command, error) {
	return func(context.Context) (harness.Command, error) {
		exe, err := os.Executable()
		return harness.Command{Args: []string{exe, "worker", "concurrency", name}}, err
	}
}

// apart runs the small program as a worker, or this one where that cannot be had.
func apart(name string, small func(context.Context) (string, error)) func(context.Context) (harness.Command, error) {
	return func(ctx context.Context) (harness.Command, error) {
		exe, err := small(ctx)
		if exe == "" && err == nil {
			return itself(name)(ctx)
		}
		return harness.Command{Args: []string{exe, "worker", "concurrency", name}}, err
	}
}
