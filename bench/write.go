package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"underhood/bench/harness"
)

// write puts the topic's part into RESULTS.md of the folder and draws its chart.
func write(folder string, c command, out harness.Outcome, now time.Time) error {
	results := filepath.Join(folder, "RESULTS.md")
	old, err := os.ReadFile(results)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	head := harness.Head{
		Machine: harness.Machine(), Date: now, Quick: c.options.Quick,
		Command: "cd bench && go run . -topic " + c.topic.Name + " -write",
	}
	if svg := c.topic.Chart(out.Results); svg != "" {
		head.Chart = "RESULTS-" + c.topic.Name + ".svg"
		if err := os.WriteFile(filepath.Join(folder, head.Chart), []byte(svg), 0o644); err != nil {
			return err
		}
	}
	text := harness.InResults(string(old), c.topic.Name, c.topic.Markdown(head, out))
	return os.WriteFile(results, []byte(text), 0o644)
}
