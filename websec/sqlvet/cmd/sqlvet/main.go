// Sqlvet finds SQL text that is not made of constants. It works by itself and under the
// go command, which keeps what it has found out about a package until the package
// changes:
//
//	go build -o sqlvet underhood/websec/sqlvet/cmd/sqlvet
//	go vet -vettool=$PWD/sqlvet ./...
//	./sqlvet ./...
//
// The status is 0 when there is nothing to report. What is found, what is not, and the
// comments that it obeys are described in the package underhood/websec/sqlvet.
package main

import (
	"golang.org/x/tools/go/analysis/singlechecker"

	"underhood/websec/sqlvet"
)

func main() { singlechecker.Main(sqlvet.Analyzer) }
