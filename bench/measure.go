package main

import (
	"slices"
	"syscall"
	"time"
)

// contender is one way to do what all contenders of a race do.
type contender struct {
	name string
	op   func()
	of   func() *process // that counts; nil for this one
}

// result is what one operation of a contender takes.
type result struct {
	name   string
	time   float64 // what is compared: wall, or cpu
	wall   float64 // nanoseconds in the best slice
	cpu    float64 // nanoseconds of the process, garbage collection included: the lower quartile of the rounds
	allocs float64
	bytes  float64
}

// slicesPerRound is how often a contender runs in one round, for slice each time.
const (
	slicesPerRound = 8
	slice          = 500 * time.Microsecond
)

// race lets the contenders run in turns, in slices of about a millisecond, so that whatever disturbs the machine
// disturbs all of them.
func race(rounds int, contenders []contender) []result {
	results := make([]result, len(contenders))
	count := make([]int, len(contenders))
	cpus := make([][]float64, len(contenders))
	for i, c := range contenders {
		count[i] = calibrate(c.op)
		results[i] = result{name: c.name, wall: float64(time.Hour)}
		results[i].allocs, results[i].bytes = c.allocations(count[i])
	}
	for range rounds {
		for i, c := range contenders {
			started := cpuTime()
			for range slicesPerRound {
				begin := time.Now()
				for range count[i] {
					c.op()
				}
				results[i].wall = min(results[i].wall, float64(time.Since(begin))/float64(count[i]))
			}
			cpus[i] = append(cpus[i], float64(cpuTime()-started)/float64(slicesPerRound*count[i]))
		}
	}
	for i := range results {
		slices.Sort(cpus[i])
		results[i].cpu = cpus[i][len(cpus[i])/4]
	}
	return results
}

// raceProcesses is race for contenders in processes of their own: one operation is a turn, and the CPU the median of all
// turns.
func raceProcesses(rounds int, contenders []contender) []result {
	results := make([]result, len(contenders))
	cpus := make([][]float64, len(contenders))
	for i, c := range contenders {
		c.op()
		results[i] = result{name: c.name, wall: float64(time.Hour)}
		results[i].allocs, results[i].bytes = c.allocations(1)
	}
	for n := range rounds * slicesPerRound {
		for i := range contenders {
			i = (i + n) % len(contenders) // nobody always comes after the same one
			c := contenders[i]
			started, begin := c.of().ask(onlyCPU).CPU, time.Now()
			c.op()
			results[i].wall = min(results[i].wall, float64(time.Since(begin)))
			cpus[i] = append(cpus[i], float64(c.of().ask(onlyCPU).CPU-started))
		}
	}
	for i := range results {
		results[i].cpu = median(cpus[i])
	}
	return results
}

// calibrate returns how many operations take about a millisecond.
func calibrate(op func()) int {
	for n := 1; ; n *= 2 {
		begin := time.Now()
		for range n {
			op()
		}
		if took := time.Since(begin); took > slice/2 {
			return max(1, int(float64(n)*float64(slice)/float64(took)))
		}
	}
}

// allocations returns how many objects and bytes one operation allocates.
func (c contender) allocations(n int) (objects, bytes float64) {
	used := used
	if c.of != nil {
		used = func() usage { return c.of().ask(everything) }
	}
	before := used()
	for range n {
		c.op()
	}
	after := used()
	return float64(after.Mallocs-before.Mallocs) / float64(n), float64(after.Bytes-before.Bytes) / float64(n)
}

// cpuTime returns what the process has used.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func median(values []float64) float64 {
	values = slices.Sorted(slices.Values(values))
	return values[len(values)/2]
}
