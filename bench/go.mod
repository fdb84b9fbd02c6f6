module underhood/bench

go 1.26.7

require (
	github.com/BooleanCat/go-functional/v2 v2.5.1
	github.com/samber/lo v1.53.0
	github.com/stretchr/testify v1.12.1
	go.uber.org/goleak v1.3.0
	golang.org/x/term v0.48.0
	modernc.org/memory v1.12.1
	underhood v0.0.0
)

require (
	go.yaml.in/yaml/v3 v3.0.5 // indirect
	golang.org/x/sys v0.50.0 // indirect
	golang.org/x/text v0.22.0 // indirect
)

replace underhood => ../
