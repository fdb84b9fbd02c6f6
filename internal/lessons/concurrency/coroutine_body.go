package lesson

import (
	"errors"
	"strconv"

	"underhood/concurrency"
)

// errBusy is an error that the body handles.
var errBusy = errors.New("busy")

// bodyLines is the body as the picture has it, without what notes its steps.
var bodyLines = []string{
	`heard := ""`,
	`for n := 1; ; n++ {`,
	`    word, err := y.Yield(n)`,
	`    if err == errBusy {`,
	`        continue`,
	`    }`,
	`    if err != nil {`,
	`        return heard, err`,
	`    }`,
	`    if heard += word; word == "bye" {`,
	`        return heard, nil`,
	`    }`,
	`}`,
}

// Lines of the body that are told.
const (
	lineFirst    = 1
	lineYield    = 3
	lineContinue = 5
	lineFail     = 8
	lineHear     = 10
	lineReturn   = 11
)

// body is bodyLines, told.
func (a *asker) body(y *concurrency.Yielder[string, int]) (string, error) {
	a.say(Pass{Kind: passEnter, Line: lineFirst})
	heard := ""
	for n := 1; ; n++ {
		a.say(Pass{Kind: passYield, Line: lineYield, Value: strconv.Itoa(n)})
		word, err := y.Yield(n)
		a.say(Pass{Kind: passEnter, Line: lineYield, Value: brought(word, err)})
		if err == errBusy {
			a.say(Pass{Kind: passRun, Line: lineContinue})
			continue
		}
		if err != nil {
			a.say(Pass{Kind: passReturn, Line: lineFail, Value: errorName(err)})
			return heard, err
		}
		heard += word
		a.say(Pass{Kind: passRun, Line: lineHear, Value: strconv.Quote(heard)})
		if word == "bye" {
			a.say(Pass{Kind: passReturn, Line: lineReturn, Value: strconv.Quote(heard)})
			return heard, nil
		}
	}
}

// brought is what a Yield returns, as its caller sees it.
func brought(word string, err error) string {
	if err != nil {
		return errorName(err)
	}
	return strconv.Quote(word)
}
