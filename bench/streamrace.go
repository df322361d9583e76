package main

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// streamRace is a race over a stream of all rows of a database.
type streamRace struct {
	field *modelField
	kind  string
}

func (r streamRace) title() string { return "model/stream, " + r.kind }

// streamResult is what a stream takes: the medians of the rounds, and the most that the memory grew.
type streamResult struct {
	name      string
	rows      int
	perSecond float64
	cpu       float64 // nanoseconds of the server for one row
	allocs    float64
	heap, rss int64
}

// run lets the contenders stream in turns.
func (r streamRace) run(rounds int) []streamResult {
	contenders := modelContenders()
	results := make([]streamResult, len(contenders))
	speeds, cpus := make([][]float64, len(contenders)), make([][]float64, len(contenders))
	for round := range rounds {
		for i, c := range contenders {
			s := r.field.server(r.kind, i)
			before, began := s.ask(beginGrowth), time.Now()
			rows, err := s.stream()
			must(err)
			took, after := time.Since(began), s.ask(everything)
			x := &results[i]
			x.name, x.rows = c.name, rows
			x.allocs = float64(after.Mallocs-before.Mallocs) / float64(rows)
			if round > 0 || rounds == 1 { // in the first one, pools of memory fill
				x.heap, x.rss = max(x.heap, after.Heap), max(x.rss, after.RSS)
			}
			speeds[i] = append(speeds[i], float64(rows)/took.Seconds())
			cpus[i] = append(cpus[i], float64(after.CPU-before.CPU)/float64(rows))
		}
	}
	for i := range results {
		results[i].perSecond, results[i].cpu = median(speeds[i]), median(cpus[i])
	}
	return results
}

// print writes the results as a table of Markdown.
func (r streamRace) print(w io.Writer, results []streamResult) {
	fmt.Fprintf(w, "\n### %s (%d rows)\n\n", r.title(), results[0].rows)
	first := results[0]
	fmt.Fprintf(w, "| | rows/s | x %s | CPU ns/row | x %s | allocs/row | heap MB | process MB |\n|---|---:|---:|---:|---:|---:|---:|---:|\n", first.name, first.name)
	for _, x := range results {
		name := x.name
		if strings.HasPrefix(name, "grpcgen") {
			name = "**" + name + "**"
		}
		fmt.Fprintf(w, "| %s | %.0f | %.2f | %.0f | %.2f | %.1f | %.1f | %.1f |\n", name, x.perSecond, x.perSecond/first.perSecond,
			x.cpu, first.cpu/x.cpu, x.allocs, float64(x.heap)/1e6, float64(x.rss)/1e6)
	}
}
