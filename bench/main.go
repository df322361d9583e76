// Command bench lets grpcgen and its rivals race over the same messages, in one process and in turns, and over the same
// rows of a database, each in a process of its own, and prints how they compare.
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
	rows := flag.Int("rows", 1_000_000, "rows in the databases of model services")
	serve := flag.String("serve", "", "be the server of this contender of model services; the program starts itself so")
	kind, dsn := flag.String("kind", "", "of the database of -serve"), flag.String("dsn", "", "of the database of -serve")
	flag.Parse()
	if *serve != "" {
		exit(serveModel(*serve, database{*kind, *dsn}, os.Stdin, os.NewFile(3, "answers")))
	}
	field := &modelField{rows: *rows, start: startProcess}
	var drawn chart
	for _, r := range append(races(), field.races()...) {
		if !strings.Contains(r.title(), *only) {
			continue
		}
		results := r.run(*rounds)
		r.print(os.Stdout, results)
		drawn.add(r, results)
	}
	for _, kind := range []string{sqliteKind, postgresKind} {
		if r := (streamRace{field, kind}); strings.Contains(r.title(), *only) {
			r.print(os.Stdout, r.run(max(1, *rounds/2)))
		}
	}
	field.close()
	if *svg != "" {
		exit(drawn.write(*svg))
	}
}

// exit ends the program.
func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}
