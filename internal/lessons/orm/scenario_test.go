package lesson_test

import (
	"testing"

	"go.uber.org/goleak"

	"underhood/internal/lessons/goldens"
	lesson "underhood/internal/lessons/orm"
	"underhood/orm/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// choose is how the example chooses.
var choose = lesson.Choose(sqlite.Open)

// TestScenarioGolden tells every scenario in plain lines and in pictures' words.
func TestScenarioGolden(t *testing.T) {
	goldens.Scenarios(t, "orm", lesson.Scenarios(), choose)
}
