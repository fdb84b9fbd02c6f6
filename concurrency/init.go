package concurrency

import "underhood/internal/reexec"

// Init makes a child of a process that [StartProcess] or a [ProcessPool] has
// started: it runs the function and exits, without returning. In every other
// process it returns at once. Call it first in main and in TestMain: Go cannot
// fork, so a child is this program run anew, and what stands before Init is done by
// it once more, with other arguments in os.Args ([StartProcess]).
func Init() { reexec.Init() }
