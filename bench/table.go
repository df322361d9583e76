package main

import (
	"fmt"
	"io"
	"strings"
)

// namedRace is a race and what it is about.
type namedRace struct {
	part, shape string
	size        int
	contenders  []contender
	per         float64 // what one operation counts for
	byCPU       bool    // compare the time of the processor, for what waits
	processes   bool    // the contenders are processes
}

func (r namedRace) title() string { return r.part + "/" + r.shape }

// races returns all races.
func races() []namedRace {
	var all []namedRace
	codecs := codecRaces()
	for _, part := range []string{"unmarshal", "marshal", "pooled"} {
		for _, c := range codecs {
			all = append(all, namedRace{
				part: part, shape: c.shape, size: c.size, per: 1,
				contenders: map[string][]contender{"unmarshal": c.unmarshal, "marshal": c.marshal, "pooled": c.pooled}[part],
			})
		}
	}
	return append(all, rpcRaces()...)
}

// run runs a race; times count for one message.
func (r namedRace) run(rounds int) []result {
	run := race
	if r.processes {
		run = raceProcesses
	}
	results := run(rounds, r.contenders)
	for i := range results {
		x := &results[i]
		x.wall, x.cpu, x.allocs, x.bytes = x.wall/r.per, x.cpu/r.per, x.allocs/r.per, x.bytes/r.per
		x.time = x.wall
		if r.byCPU {
			x.time = x.cpu
		}
	}
	return results
}

// print writes the results as a table of Markdown, each beside the first two contenders.
func (r namedRace) print(w io.Writer, results []result) {
	fmt.Fprintf(w, "\n### %s", r.title())
	if r.size > 0 {
		fmt.Fprintf(w, " (%d bytes)", r.size)
	}
	second := results[min(1, len(results)-1)]
	fmt.Fprintf(w, "\n\n| | ns | CPU ns | x %s | x %s | allocs | bytes |\n|---|---:|---:|---:|---:|---:|---:|\n", results[0].name, second.name)
	for _, x := range results {
		name := x.name
		if strings.HasPrefix(name, "grpcgen") {
			name = "**" + name + "**"
		}
		fmt.Fprintf(w, "| %s | %.1f | %.1f | %.2f | %.2f | %.0f | %.0f |\n", name, x.wall, x.cpu, results[0].time/x.time, second.time/x.time, x.allocs, x.bytes)
	}
}
