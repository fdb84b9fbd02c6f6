module underhood/bench

go 1.26.7

require (
	golang.org/x/term v0.48.0
	modernc.org/memory v1.12.1
	underhood v0.0.0
)

require golang.org/x/sys v0.50.0 // indirect

replace underhood => ../
