// Structure measures how the repository is built and holds it against its limits: which packages import which, how many
// names each exports, how long functions and files are, and how wide generated code is. It prints the figures, and exits
// with 1 if one is over its limit.
//
// The order of the packages is that of the table in CONTRIBUTING.md: a package imports only those below it. The functions
// that CONTRIBUTING.md names, as file:function, have to exist.
package main

import (
	"flag"
	"fmt"
	"os"
)

// What is measured is held against these.
const (
	mostFunctionLines = 60
	mostFileLines     = 400
	mostColumns       = 120 // of generated code, a tab counted as tabColumns
	tabColumns        = 4
)

func main() {
	root := flag.String("root", ".", "the `folder` of the repository")
	flag.Parse()
	problems, err := measure(*root)
	if err != nil {
		fmt.Fprintln(os.Stderr, "structure:", err)
		os.Exit(2)
	}
	for _, p := range problems {
		fmt.Fprintln(os.Stderr, p)
	}
	if len(problems) > 0 {
		fmt.Fprintf(os.Stderr, "structure: %d over the limits\n", len(problems))
		os.Exit(1)
	}
}

// measure prints the figures of the repository and returns what is over a limit.
func measure(root string) ([]string, error) {
	order, err := readOrder(root)
	if err != nil {
		return nil, err
	}
	packages, err := listPackages(root)
	if err != nil {
		return nil, err
	}
	files, err := listFiles(root)
	if err != nil {
		return nil, err
	}
	problems := printPackages(packages, order)
	lost, err := checkWays(root)
	if err != nil {
		return nil, err
	}
	problems = append(problems, lost...)
	problems = append(problems, printCode(files.written)...)
	wide, err := printGenerated(files)
	return append(problems, wide...), err
}
