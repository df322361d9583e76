// Command bench lets grpcgen and its rivals race over the same messages, in one process and in turns, and prints how
// they compare.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
)

func main() {
	rounds := flag.Int("rounds", 12, "rounds of each race")
	only := flag.String("only", "", "race only what has this word in its name")
	svg := flag.String("svg", "", "draw a chart into this file")
	flag.Parse()
	var drawn chart
	for _, r := range races() {
		if !strings.Contains(r.title(), *only) {
			continue
		}
		results := r.run(*rounds)
		r.print(os.Stdout, results)
		drawn.add(r, results)
	}
	if *svg != "" {
		if err := drawn.write(*svg); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}
